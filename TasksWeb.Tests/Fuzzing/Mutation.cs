using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>Inputs that were well formed before something happened to them.</summary>
internal static class Mutation
{
    /// <summary>
    /// How many times the usual number of inputs: set by the nightly workflow, where the inputs are other ones each time. FsCheck
    /// prints the seed of what fails.
    /// </summary>
    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("TASKSWEB_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            ? Math.Max(1, factor)
            : 1;

    private static readonly FSharpOption<Replay> Start = Factor > 1
        ? FSharpOption<Replay>.None
        : new FSharpOption<Replay>(new Replay(new Rnd(1), FSharpOption<int>.None));

    private static readonly byte[][] Odd =
    [
        .. new[]
        {
            "", " ", "\0", "\t", "\r\n", "\"", "'", "\\", "/", "//", "..", "%", "%2e", "%25", "%ff", "&", "=", ";", ",", ":", "#", "?", "@", "~",
            "{", "}", "[", "]", "null", "true", "-1", "1e999", "99999999999999999999", "0x7f", "\u202e", "\u2028", "\ufeff", "İ", "ß", "ｶﾞ",
            "👩‍👩‍👧", "e\u0301", "\"\\ud800\"", "../", "http://", "javascript:", "data:,", "令和", "32/13/0", "2026-02-30",
        }.Select(Encoding.UTF8.GetBytes), [0xFF, 0xFE], [0xC0, 0xAF], [0xE3, 0x81], [0x80], [0xF0, 0x9F],
    ];

    /// <summary>One of the seeds after some cuts, copies, repetitions and insertions.</summary>
    /// <param name="pieces">What is inserted beside the usual odd things.</param>
    public static Gen<byte[]> Of(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]>? pieces = null) =>
        from seed in Gen.Elements<byte[]>(seeds)
        from edits in Gen.Choose(0, 10_000).Three().Zip(Gen.Elements<byte[]>([.. Odd, .. pieces ?? []])).ListOf()
        select edits.Take(8).Aggregate(seed, (bytes, edit) => Edit(bytes, edit.Item1, edit.Item2));

    /// <inheritdoc cref="Of(IReadOnlyList{byte[]}, IReadOnlyList{byte[]})"/>
    public static Gen<string> Of(params string[] seeds) =>
        Of([.. seeds.Select(Encoding.UTF8.GetBytes)]).Select(Encoding.UTF8.GetString);

    /// <summary>Runs a property on so many inputs, or a multiple of them at night.</summary>
    public static void Check<T>(int inputs, Gen<T> inputsOf, Action<T> property) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(inputs * Factor).WithReplay(Start), Prop.ForAll(inputsOf.ToArbitrary(), property));

    /// <summary>What reading costs grows with the input and not with its square, measured by what is allocated.</summary>
    public static void CostsWhatItsSizeAllows(Func<int, string> inputOf, Action<string> read)
    {
        const int Small = 10_000;
        read(inputOf(100));
        var (one, eight) = (CostOf(inputOf(Small)), CostOf(inputOf(8 * Small)));
        Assert.True(eight < 16 * (one + 10_000), $"{one} bytes become {eight} with eight times the input.");

        long CostOf(string input)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            read(input);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static byte[] Edit(byte[] input, (int Kind, int From, int Length) edit, byte[] piece)
    {
        var from = input.Length * edit.From / 10_001;
        var length = Math.Min(input.Length - from, edit.Length % 40);
        var part = input[from..(from + length)];
        return (edit.Kind % 5) switch
        {
            0 => [.. input[..from], .. input[(from + length)..]],
            1 => [.. input[..from], .. part, .. input[from..]],
            2 => [.. input[..from], .. piece, .. input[(from + length)..]],
            3 => [.. input[..from], .. Enumerable.Repeat(piece, 1 + (edit.Length % 50)).SelectMany(one => one), .. input[from..]],
            _ => [.. input[..from], .. piece, .. input[from..]],
        };
    }
}
