using System.Text;

namespace TasksWeb.Tasks.Search;

/// <summary>Folds text for comparison: compatibility forms (NFKC: full and half width, ligatures), case and kana.</summary>
public static class SearchText
{
    /// <summary>Katakana have the order of hiragana in Unicode.</summary>
    private const int KatakanaOffset = 'ァ' - 'ぁ';

    public static string Fold(string text)
    {
        var folded = Normalized(text)
            // Invariant casing leaves İ as it is, and the two small sigmas are one letter.
            .Replace("\u0130", "i\u0307", StringComparison.Ordinal)
            .ToLowerInvariant()
            .Replace('ς', 'σ');
        return folded.AsSpan().ContainsAnyInRange('ァ', 'ヶ')
            ? string.Create(folded.Length, folded, static (hiragana, katakana) =>
            {
                for (var i = 0; i < katakana.Length; i++)
                    hiragana[i] = katakana[i] is >= 'ァ' and <= 'ヶ' ? (char)(katakana[i] - KatakanaOffset) : katakana[i];
            })
            : folded;
    }

    /// <summary>A lone surrogate cannot be normalized and is replaced.</summary>
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
