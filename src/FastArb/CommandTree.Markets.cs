using System.CommandLine;
using FastArb.Verify;

namespace FastArb;

// The commands that know pools.
internal sealed partial class CommandTree
{
    private void AddVerifyRecording(Command verify)
    {
        Argument<string> path = new("FOLDER")
        {
            Description = "A folder with frames, truth and genesis; or one file of frames beside the others",
        };
        Command recording = new(
            "recording",
            "Follow recorded messages and compare every pool after each block"
        )
        {
            path,
        };
        SetAction(
            recording,
            parsed =>
            {
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new VerifyRecordingCommand(_terminal, cancellation).Run(
                        parsed.GetRequiredValue(path),
                        parsed.GetValue(_json)
                    )
                );
            }
        );
        verify.Add(recording);
        _examples[recording] =
        [
            "fastarb verify recording tests/recordings",
            "fastarb verify recording tests/recordings/frames-reorg-geth.jsonl.gz --json",
        ];
    }
}
