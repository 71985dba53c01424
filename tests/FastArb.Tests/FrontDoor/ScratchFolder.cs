using System.IO.Compression;
using System.Text;
using FastArb.Tests.House;

namespace FastArb.Tests.FrontDoor;

/// <summary>A folder of one test, gone afterwards, and copies of the reference vectors in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("fastarb-").FullName;

    public static byte[] Vectors(string file) =>
        File.ReadAllBytes(Repository.PathOf("tests/vectors/" + file));

    public static string[] VectorLines(string file)
    {
        using GZipStream content = new(new MemoryStream(Vectors(file)), CompressionMode.Decompress);
        using StreamReader reader = new(content, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    public string Write(string name, byte[] content)
    {
        string path = Path.Combine(FullPath, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, params string[] lines) =>
        Write(name, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
