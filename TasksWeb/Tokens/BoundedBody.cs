namespace TasksWeb.Tokens;

/// <summary>Reads a provider's answer whole, bounded in size, and however broken it is fails in one way only.</summary>
public static class BoundedBody
{
    /// <exception cref="HttpRequestException">It is larger than that, cut off, or not encoded as it says.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public static async Task LoadAsync(this HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(maxBytes, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new HttpRequestException("The answer's body cannot be read.", e);
        }
    }

    /// <inheritdoc cref="LoadAsync"/>
    public static async Task<byte[]> ReadAsync(this HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await content.LoadAsync(maxBytes, cancellationToken);
        return await content.ReadAsByteArrayAsync(cancellationToken);
    }
}
