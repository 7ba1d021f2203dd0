using System.Text;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// Folds text for comparison: compatibility forms (NFKC: full and half width, ligatures) and case.
/// </summary>
public static class SearchText
{
    public static string Fold(string text) => Normalized(text)
        // Invariant casing leaves İ as it is, and the two small sigmas are one letter.
        .Replace("\u0130", "i\u0307", StringComparison.Ordinal)
        .ToLowerInvariant()
        .Replace('ς', 'σ');

    /// <summary>Half a surrogate pair cannot be normalized and is replaced.</summary>
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
