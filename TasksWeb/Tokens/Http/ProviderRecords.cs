using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Http;

/// <summary>Reads the records of a list one by one: an invalid one does not hide the others.</summary>
internal static partial class ProviderRecords
{
    /// <param name="array">Undefined or null: there are none.</param>
    /// <param name="logger">Logs how many records are left out.</param>
    /// <exception cref="ProviderException">It is no array.</exception>
    public static IReadOnlyList<T> ReadEach<T>(this GrantKey grant, JsonElement array, JsonTypeInfo<T> type, ILogger logger)
        where T : class
    {
        if (array.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return [];
        if (array.ValueKind != JsonValueKind.Array)
            throw ProviderException.Unavailable(grant.Connector);
        var records = new List<T>();
        var odd = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (TryRead(element, type) is { } record)
                records.Add(record);
            else
                odd++;
        }
        if (odd > 0)
            LogOdd(logger, odd, grant.Connector);
        return records;
    }

    private static T? TryRead<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element.Deserialize(type);
        }
        catch (Exception e) when (ProviderClient.IsUnreadable(e))
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} records of {Connector} are not of the documented shape and are left out.")]
    private static partial void LogOdd(ILogger logger, int count, string connector);
}
