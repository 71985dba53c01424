namespace FastArb;

/// <summary>
/// Rows of cells, printed as aligned columns; numbers go to the right. Cells carry no colour.
/// </summary>
internal sealed class TextTable
{
    private readonly bool[] _rightAligned;
    private readonly List<string[]> _rows = [];

    /// <summary>A table with as many columns as headers; without a header line when all are empty.</summary>
    /// <param name="headers">One per column; a leading <c>&gt;</c> aligns the column to the right.</param>
    public TextTable(params string[] headers)
    {
        _rightAligned = Array.ConvertAll(headers, header => header.StartsWith('>'));
        if (Array.Exists(headers, header => header.Length > 0))
        {
            _rows.Add(Array.ConvertAll(headers, header => header.TrimStart('>')));
        }
    }

    public void Add(params string[] cells)
    {
        if (cells.Length != _rightAligned.Length)
        {
            throw new ArgumentException(
                $"{cells.Length} cells in a table of {_rightAligned.Length} columns",
                nameof(cells)
            );
        }

        _rows.Add(cells);
    }

    public void Write(TextWriter output, string indent = "", Func<string, string>? paintLastCell = null)
    {
        int[] widths = new int[_rightAligned.Length];
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        foreach (string[] row in _rows)
        {
            output.Write(indent);
            for (int column = 0; column < row.Length - 1; column++)
            {
                output.Write(Aligned(row[column], widths[column], _rightAligned[column]));
                output.Write("  ");
            }

            string last = Aligned(row[^1], _rightAligned[^1] ? widths[^1] : 0, _rightAligned[^1]);
            output.WriteLine(paintLastCell is null ? last : paintLastCell(last));
        }
    }

    private static string Aligned(string cell, int width, bool right) =>
        right ? cell.PadLeft(width) : cell.PadRight(width);
}
