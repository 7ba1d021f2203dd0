using System.Text;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// Text as search compares it: compatibility forms as one (NFKC: full and half width, ligatures), upper case as lower.
/// <c>search-text.js</c> does the same in the browser.
/// </summary>
public static class SearchText
{
    public static string Fold(string text) => Normalized(text)
        // Where JavaScript's lower case depends on the neighbours or is two characters, and .NET's does not or is one.
        .Replace("\u0130", "i\u0307", StringComparison.Ordinal)
        .ToLowerInvariant()
        .Replace('ς', 'σ');

    /// <summary>Half a surrogate pair has no normal form; it stays what it is.</summary>
    private static string Normalized(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return new string([.. text.Select(c => char.IsSurrogate(c) ? '\uFFFD' : c)]).Normalize(NormalizationForm.FormKC);
        }
    }
}
