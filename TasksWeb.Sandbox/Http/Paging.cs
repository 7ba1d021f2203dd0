using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TasksWeb.Sandbox.Http;

/// <summary>
/// The size of a page (maxResults or pageSize) and pageToken. A token names the last item of the page before, so that changes in
/// between do no harm.
/// </summary>
internal sealed record Paging(int Size, string? After)
{
    /// <exception cref="FormatException">The message says which parameter.</exception>
    public static Paging Read(IQueryCollection query, int usual, int most, string sizeName = "maxResults")
    {
        var size = usual;
        var text = query[sizeName].ToString();
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 1))
        {
            throw new FormatException($"Invalid value for {sizeName}: not a positive number.");
        }

        var token = query["pageToken"].ToString();
        return new Paging(Math.Min(size, most), token.Length == 0 ? null : Decode(token));
    }

    /// <summary>One page. An item that vanished since the page before is passed over by its key's order.</summary>
    public (IReadOnlyList<T> Items, string? NextPageToken) Take<T>(IReadOnlyList<T> all, Func<T, string> keyOf)
    {
        var start = 0;
        if (After is not null)
        {
            while (start < all.Count && keyOf(all[start]) != After)
            {
                start++;
            }

            start = start < all.Count ? start + 1 : all.Count(item => string.CompareOrdinal(keyOf(item), After) < 0);
        }

        var page = all.Skip(start).Take(Size).ToArray();
        return (page, start + page.Length < all.Count ? Encode(keyOf(page[^1])) : null);
    }

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes("after:" + key));

    private static string Decode(string token)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            if (text.StartsWith("after:", StringComparison.Ordinal))
            {
                return text["after:".Length..];
            }
        }
        catch (FormatException)
        {
            // Said below in Google's words.
        }

        throw new FormatException("Invalid page token.");
    }
}
