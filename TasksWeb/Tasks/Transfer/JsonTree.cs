using System.Text;
using System.Text.Json;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// A value in JSON and those within it. Built in time linear in the size, whatever the depth: <see cref="JsonDocument"/> looks
/// at everything within a value again when the value ends.
/// </summary>
/// <param name="Name">Of the property; empty in an array.</param>
/// <param name="Text">Of a text, number or boolean; null for the others, and for text that is not Unicode.</param>
internal sealed record JsonTree(JsonTokenType Kind, string Name, string? Text)
{
    private const int MaxValues = 1_000_000;

    /// <summary>Strings with a lone surrogate; each costs an exception.</summary>
    private const int MaxBroken = 1000;

    private JsonTree? _first;
    private JsonTree? _last;
    private JsonTree? _next;

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    public bool IsNested => IsObject || IsArray;

    /// <summary>Null, an empty text or an empty array.</summary>
    public bool IsNothing => Kind == JsonTokenType.Null || Text?.Length == 0 || (IsArray && _first is null);

    /// <summary>For a notice.</summary>
    public string Summary => Text ?? (IsObject ? "{…}" : IsArray ? "[…]" : Kind == JsonTokenType.Null ? "null" : "�");

    /// <summary>The text of a property.</summary>
    public string? Inner(string name) => Children.FirstOrDefault(inner => inner.Name == name)?.Text;

    public IEnumerable<JsonTree> Children
    {
        get
        {
            for (var child = _first; child is not null; child = child._next)
                yield return child;
        }
    }

    /// <returns>Several values if programs wrote them one after the other, such as one per line.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="TransferException"><c>TooManyValues</c></exception>
    public static IEnumerable<JsonTree> Read(string text, CancellationToken cancellationToken)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            AllowMultipleValues = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = int.MaxValue,
        });
        var root = new JsonTree(JsonTokenType.StartArray, "", Text: null);
        var open = new Stack<JsonTree>([root]);
        var name = "";
        for (var (count, broken) = (0, 0); reader.Read();)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = TextOf(reader) ?? "�";
                    broken += name == "�" ? 1 : 0;
                    continue;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    open.Pop();
                    continue;
            }
            if (++count > MaxValues)
                throw new TransferException("TooManyValues", line: null, $"{MaxValues:N0}");
            var value = new JsonTree(reader.TokenType, name, TextOf(reader));
            if (value is { Kind: JsonTokenType.String, Text: null } && ++broken > MaxBroken)
                throw new TransferException("NotUnicode", line: null);
            open.Peek().Add(value);
            if (value.IsNested)
                open.Push(value);
            name = "";
        }
        return root.Children;
    }

    private void Add(JsonTree child)
    {
        if (_last is null)
            _first = child;
        else
            _last._next = child;
        _last = child;
    }

    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.String or JsonTokenType.PropertyName =>
                    reader.GetString()!.Replace("\0", "", StringComparison.Ordinal),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }
}
