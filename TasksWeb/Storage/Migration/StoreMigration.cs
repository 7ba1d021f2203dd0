using System.Security.Cryptography;
using System.Text.Json;

namespace TasksWeb.Storage.Migration;

/// <summary>The result for one collection.</summary>
/// <param name="Copied">Documents that were not there yet.</param>
/// <param name="Differing">Documents that were there with another content, and were left as they are.</param>
/// <param name="From">What the source held at the end.</param>
/// <param name="To">What the target held at the end.</param>
public sealed record Migrated(string Name, int Copied, int Differing, Inventory From, Inventory To)
{
    public bool IsVerified => From == To;
}

/// <summary>How many documents, and the SHA-256 of all of them in the order of their ids.</summary>
public sealed record Inventory(int Count, string Digest);

/// <summary>
/// Copies every document from one store to another and then compares the two. Nothing in the target is replaced, so that a copy
/// that was cut off is simply run again, and a target that has been in use loses nothing.
/// </summary>
public sealed class StoreMigration(IDocumentStore from, IDocumentStore to)
{
    /// <exception cref="StorageUnavailableException">One of the stores does not answer; what was copied stays copied.</exception>
    public async Task<Migrated> RunAsync(string collection, CancellationToken cancellationToken)
    {
        var (copied, differing) = (0, 0);
        await foreach (var page in from.PagesAsync(collection, cancellationToken))
        {
            var outcomes = await Task.WhenAll(page.Select(document => CopyAsync(collection, document, cancellationToken)));
            foreach (var outcome in outcomes)
            {
                copied += outcome == Outcome.Copied ? 1 : 0;
                differing += outcome == Outcome.Differs ? 1 : 0;
            }
        }
        return new Migrated(
            collection, copied, differing,
            await TakeAsync(from, collection, cancellationToken),
            await TakeAsync(to, collection, cancellationToken));
    }

    private async Task<Outcome> CopyAsync(string collection, Document document, CancellationToken cancellationToken)
    {
        if (await to.SaveAsync(collection, document, 0, cancellationToken) is not null)
            return Outcome.Copied;
        return await to.FindAsync(collection, document.Id, cancellationToken) is { } there
            && Canonical(there).AsSpan().SequenceEqual(Canonical(document))
            ? Outcome.WasThere
            : Outcome.Differs;
    }

    private static async Task<Inventory> TakeAsync(IDocumentStore store, string collection, CancellationToken cancellationToken)
    {
        var count = 0;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var page in store.PagesAsync(collection, cancellationToken))
        {
            foreach (var document in page)
            {
                digest.AppendData(SHA256.HashData(Canonical(document)));
                count++;
            }
        }
        return new Inventory(count, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    /// <summary>A document's content in canonical form; its version belongs to the store.</summary>
    private static byte[] Canonical(Document document)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(document.Id);
            writer.WriteStringValue(document.Owner);
            writer.WriteStringValue(
                document.Due?.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var body = JsonDocument.Parse(document.Body);
            Write(writer, body.RootElement);
            writer.WriteEndArray();
        }
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                if (value.TryGetInt64(out var whole))
                    writer.WriteNumberValue(whole);
                else
                    writer.WriteNumberValue(value.GetDouble());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private enum Outcome
    {
        Copied,
        WasThere,
        Differs,
    }
}
