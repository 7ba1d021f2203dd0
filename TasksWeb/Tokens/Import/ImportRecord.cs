using TasksWeb.Storage;

namespace TasksWeb.Tokens.Import;

/// <summary>A refresh token that was imported, as stored: its digest and nothing of the person.</summary>
/// <param name="Id">SHA-256 of the token, base64url.</param>
/// <param name="At">When it was last sent or saved.</param>
/// <param name="IsSettled">Its outcome is known: it is not sent again.</param>
/// <param name="Refusal">
/// The provider's code for refusing it, or why it was not kept; null: it was saved, or settled by a version that did not note
/// the outcome.
/// </param>
public sealed record ImportRecord(string Id, DateTimeOffset At, bool IsSettled, string? Refusal = null);

public sealed class ImportRecordRepository(IDocumentStore store) : Repository<ImportRecord>(store, "imports")
{
    protected override string IdOf(ImportRecord value) => value.Id;
}
