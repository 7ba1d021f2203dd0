using System.Buffers.Text;
using System.Text;

namespace TasksWeb.Tokens.Grants;

/// <summary>An account at a provider, as the provider describes it.</summary>
/// <param name="Subject">The provider's own word for it: it never changes and is never given to another.</param>
/// <param name="Name">What its owner is called.</param>
/// <param name="Email">Its address, for people to tell accounts apart; nothing depends on it.</param>
/// <param name="Picture">The address of a picture.</param>
public sealed record ProviderAccount(string Subject, string? Name = null, string? Email = null, string? Picture = null)
{
    /// <summary>The longest subject (OpenID Connect Core 1.0 §2).</summary>
    public const int MaxSubjectLength = 255;

    private const int MaxIdLength = MaxSubjectLength * 4;

    /// <summary>The account in the key of a grant and in addresses: the subject as base64url.</summary>
    public static string IdOf(string subject) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(subject));

    /// <summary>It can be an account's id, or <see cref="Grant.FirstAccount"/>.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaxIdLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
