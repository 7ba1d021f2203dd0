using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Control;

/// <summary>Reads a form into the type its JSON would be read into, so that the two cannot differ.</summary>
internal static class FormJson
{
    /// <exception cref="JsonException">A field is unknown or has no such value.</exception>
    public static T? Read<T>(IFormCollection form)
    {
        var json = new JsonObject();
        foreach (var (name, values) in form)
        {
            if (FormReading.Single(values) is { } value)
            {
                json[name] = value switch
                {
                    "true" => true,
                    "false" => false,
                    _ when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                        number,
                    _ => value,
                };
            }
        }

        return json.Deserialize<T>(Answer.Json);
    }
}
