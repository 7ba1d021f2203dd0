using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Drive;

/// <summary>The parameters of files.list that are understood: <c>q</c>, <c>orderBy</c>, <c>fields</c>.</summary>
internal sealed partial class FileQuery
{
    private static readonly string[] Usual = ["kind", "id", "name", "mimeType"];
    private static readonly string[] Known = [.. Usual, "webViewLink", "modifiedTime", "trashed"];

    private readonly bool _withoutTrash;
    private readonly string _order;
    private readonly string[] _fields;

    /// <exception cref="FormatException">The message says which parameter.</exception>
    public FileQuery(IQueryCollection query)
    {
        _withoutTrash = Strip(query["q"].ToString()) switch
        {
            "" => false,
            "trashed=false" => true,
            _ => throw new FormatException("Invalid Value: q"),
        };
        _order = query["orderBy"].ToString() switch
        {
            "" => "name",
            "name" or "modifiedTime" or "modifiedTime desc" => query["orderBy"].ToString(),
            _ => throw new FormatException("Invalid Value: orderBy"),
        };
        var fields = query["fields"].ToString();
        _fields = fields.Length == 0 ? Usual : fields == "*" ? Known : FieldsOf(fields);
        ShowsNextPage = fields.Length == 0 || fields == "*"
            || Strip(fields).Split(',', '(', ')').Contains("nextPageToken", StringComparer.Ordinal);
    }

    /// <summary>A partial answer has the page token only if it was asked for.</summary>
    public bool ShowsNextPage { get; }

    public IReadOnlyList<SandboxFile> Select(IReadOnlyList<SandboxFile> files)
    {
        var shown = files.Where(file => !_withoutTrash || !file.Trashed);
        return _order switch
        {
            "modifiedTime" => [.. shown.OrderBy(file => file.ModifiedTime)],
            "modifiedTime desc" => [.. shown.OrderByDescending(file => file.ModifiedTime)],
            _ => [.. shown.OrderBy(file => file.Name, StringComparer.Ordinal)],
        };
    }

    public JsonNode Show(SandboxFile file)
    {
        var all = JsonSerializer.SerializeToNode(file, Answer.Json)!.AsObject();
        return new JsonObject(_fields.Select(field => KeyValuePair.Create(field, all[field]?.DeepClone())));
    }

    private static string[] FieldsOf(string fields)
    {
        var asked = FilesPart().Match(Strip(fields)).Groups["fields"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return asked.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown
            ? throw new FormatException($"Invalid field selection {unknown}")
            : asked;
    }

    private static string Strip(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"files\((?<fields>[A-Za-z,]*)\)", RegexOptions.NonBacktracking)]
    private static partial Regex FilesPart();
}
