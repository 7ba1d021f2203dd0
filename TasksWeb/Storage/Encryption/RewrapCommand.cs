using TasksWeb.Foundation;

namespace TasksWeb.Storage.Encryption;

/// <summary>
/// <c>TasksWeb rewrap</c>: moves every ciphertext to the newest key while the app serves, so that the other keys can be retired.
/// It may be stopped and run again at any time.
/// </summary>
internal sealed class RewrapCommand(IEnumerable<ISealedDocuments> collections, Cipher cipher) : ICommand
{
    private const int SomeDoNotOpen = 1;

    public static CommandUsage Usage { get; } = new("rewrap")
    {
        Purpose = "Moves everything that is encrypted to the first of Encryption:Keys while the app serves.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"The newest key, Encryption:Keys:0, is {cipher.CurrentKeyId}.");
        var sealedCount = 0;
        foreach (var collection in collections)
            sealedCount += await RewrapAsync(collection, output, cancellationToken);
        await output.WriteLineAsync(sealedCount == 0
            ? "Every ciphertext is under the newest key. Once every instance has this key first, "
                + "remove the others from Encryption:Keys."
            : $"{sealedCount} could not be decrypted and are unchanged. Add their key to Encryption:Keys and run this again.");
        return sealedCount == 0 ? 0 : SomeDoNotOpen;
    }

    /// <returns>How many cannot be decrypted; each is reported.</returns>
    private static async Task<int> RewrapAsync(
        ISealedDocuments collection, TextWriter output, CancellationToken cancellationToken)
    {
        var (moved, there, shut) = (0, 0, 0);
        await foreach (var one in collection.RewrapAsync(cancellationToken))
        {
            if (one.Why is not null)
            {
                shut++;
                await output.WriteLineAsync($"  {one.Id}: {one.Why}");
            }
            else if (one.Moved)
            {
                moved++;
            }
            else
            {
                there++;
            }
        }
        await output.WriteLineAsync($"{collection.Name}: {moved} moved to it, {there} were there, {shut} cannot be opened.");
        return shut;
    }
}
