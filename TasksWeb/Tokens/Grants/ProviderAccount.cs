using System.Buffers.Text;
using System.Text;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Grants;

/// <summary>An account at a provider, as the provider describes it.</summary>
/// <param name="Subject">Its subject: never changes and is never reassigned.</param>
/// <param name="Name">The name of its owner.</param>
/// <param name="Email">Its address, for people to tell accounts apart; nothing depends on it.</param>
/// <param name="Picture">The address of a picture.</param>
public sealed record ProviderAccount(string Subject, string? Name = null, string? Email = null, string? Picture = null)
{
    /// <summary>The longest subject (OpenID Connect Core 1.0 §2).</summary>
    public const int MaxSubjectLength = 255;

    private const int MaxIdLength = MaxSubjectLength * 4;

    /// <summary>The account in the key of a grant and in addresses: the subject as base64url.</summary>
    public static string IdOf(string subject) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(subject));

    /// <summary>The subject of the account with this id; null: there can be none.</summary>
    public static string? SubjectOf(string? id) =>
        Base64Url.IsValid(id) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id)) is { Length: > 0 } subject
            && IdOf(subject) == id
            ? subject
            : null;

    /// <summary>It can be a subject: one that could not be read in full might be another's.</summary>
    public static bool IsSubject(string text) => text.Length is > 0 and <= MaxSubjectLength && ProviderJson.IsIntact(text);

    /// <summary>It can be an account's id, or <see cref="Grant.FirstAccount"/>.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaxIdLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
