using System.Buffers.Text;
using System.Security.Cryptography;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Tests.Storage.Encryption;

public sealed class CipherTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly CipherPlace Place = new("google_tasks", "1@accounts.google.com", 7, "refreshToken");

    private readonly Cipher _cipher = new([Key]);

    [Theory]
    [InlineData("")]
    [InlineData("1//token")]
    [InlineData("合言葉🔑")]
    public void A_text_decrypts_in_its_place(string text) =>
        Assert.Equal(text, _cipher.Decrypt(_cipher.Encrypt(text, Place), Place));

    [Fact]
    public void The_plaintext_is_not_visible() =>
        Assert.DoesNotContain("token", _cipher.Encrypt("token", Place), StringComparison.Ordinal);

    public static TheoryData<string, string, long, string> OtherPlaces => new()
    {
        { "google_drive", Place.User, Place.Generation, Place.Field },
        { Place.Connector, "2@accounts.google.com", Place.Generation, Place.Field },
        { Place.Connector, Place.User, Place.Generation + 1, Place.Field },
        { Place.Connector, Place.User, -Place.Generation, Place.Field },
        { Place.Connector, Place.User, Place.Generation, "accessToken" },
        { Place.Connector + "1", Place.User[1..], Place.Generation, Place.Field },
        { Place.Connector, Place.User + "r", Place.Generation, Place.Field[1..] },
        { Place.Connector.ToUpperInvariant(), Place.User, Place.Generation, Place.Field },
        { "", "", 0, "" },
    };

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void It_decrypts_in_no_other_place(string connector, string user, long generation, string field)
    {
        var sealedText = _cipher.Encrypt("token", Place);

        Assert.Throws<DecryptionException>(
            () => _cipher.Decrypt(sealedText, new CipherPlace(connector, user, generation, field)));
    }

    [Theory]
    [InlineData(null, "MQ")]
    [InlineData("MQ", null)]
    [InlineData("MQ", "Mg")]
    [InlineData("MQ", "")]
    [InlineData("", null)]
    public void It_decrypts_for_no_other_account(string? account, string? other)
    {
        var sealedText = _cipher.Encrypt("token", Place with { Account = account });

        Assert.Equal("token", _cipher.Decrypt(sealedText, Place with { Account = account }));
        Assert.Throws<DecryptionException>(() => _cipher.Decrypt(sealedText, Place with { Account = other }));
    }

    [Fact]
    public void A_flipped_bit_prevents_decryption()
    {
        var parts = _cipher.Encrypt("token", Place).Split('.');
        var bytes = Base64Url.DecodeFromChars(parts[2]);
        Assert.Equal(12 + 5 + 16, bytes.Length);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<DecryptionException>(
                () => _cipher.Decrypt($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(flipped)}", Place));
        }
    }

    [Fact]
    public void A_changed_character_prevents_decryption()
    {
        var sealedText = _cipher.Encrypt("token!", Place);
        for (var i = 0; i < sealedText.Length; i++)
        {
            var changed = sealedText.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.Throws<DecryptionException>(() => _cipher.Decrypt(new string(changed), Place));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("v1..")]
    [InlineData("v1.{0}.")]
    [InlineData("v1.{0}.AAAA")]
    [InlineData("v1.{0}.!!!!")]
    [InlineData("v1.{0}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1.{0}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v2.{0}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1.{0}.AAAA.AAAA")]
    [InlineData("plain text")]
    public void Text_that_is_not_ciphertext_is_refused(string text) => Assert.Throws<DecryptionException>(
        () => _cipher.Decrypt(text.Replace("{0}", _cipher.CurrentKeyId, StringComparison.Ordinal), Place));

    [Fact]
    public void A_truncated_text_is_not_decrypted()
    {
        var sealedText = _cipher.Encrypt("token", Place);
        for (var length = 0; length < sealedText.Length; length++)
            Assert.Throws<DecryptionException>(() => _cipher.Decrypt(sealedText[..length], Place));
    }

    [Fact]
    public void An_old_key_reads_and_the_first_key_writes()
    {
        var newKey = RandomNumberGenerator.GetBytes(32);
        var old = _cipher.Encrypt("token", Place);
        var both = new Cipher([newKey, Key]);

        Assert.Equal("token", both.Decrypt(old, Place));
        var written = both.Encrypt("token", Place);
        Assert.Equal(both.CurrentKeyId, Cipher.KeyIdOf(written));
        Assert.Equal("token", new Cipher([newKey]).Decrypt(written, Place));
        Assert.Throws<DecryptionException>(() => _cipher.Decrypt(written, Place));
    }

    [Fact]
    public void A_lost_key_is_named_with_what_to_do()
    {
        var sealedText = _cipher.Encrypt("token", Place);

        var failure = Assert.Throws<DecryptionException>(
            () => new Cipher([RandomNumberGenerator.GetBytes(32)]).Decrypt(sealedText, Place));

        Assert.Contains(_cipher.CurrentKeyId, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("not among Encryption:Keys. Add that key again.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(sealedText, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Made by another implementation of AES-256-GCM, HKDF and HMAC: what is stored stays readable.</summary>
    [Fact]
    public void Texts_and_digests_have_the_documented_form()
    {
        var cipher = new Cipher([[.. Enumerable.Range(0, 32).Select(value => (byte)value)]]);

        Assert.Equal("8925cc80", cipher.CurrentKeyId);
        Assert.Equal("1//token", cipher.Decrypt("v1.8925cc80.AAAAAAAAAAAAAAAAI0vmUh8qOjob5YWaqPtGcBCZh1caPAgL", Place));
        Assert.Equal("A1EYeydcYI5EOaT0PjCCvF3uPuTev1f6nIdMJutvjIk", cipher.Digest("code", "google", "4/abc"));
        Assert.NotEqual(cipher.Digest("use", "google", "4/abc"), cipher.Digest("code", "google", "4/abc"));
        Assert.NotEqual(cipher.Digest("code", "google4", "/abc"), cipher.Digest("code", "google", "4/abc"));
    }

    [Fact]
    public void A_text_is_written_anew_under_the_current_key_and_only_once()
    {
        var old = _cipher.Encrypt("token", Place);
        var both = new Cipher([RandomNumberGenerator.GetBytes(32), Key]);

        var written = both.Rewrap(old, Place);

        Assert.Equal(both.CurrentKeyId, Cipher.KeyIdOf(written));
        Assert.Equal("token", both.Decrypt(written, Place));
        Assert.Same(written, both.Rewrap(written, Place));
    }

    [Fact]
    public void A_digest_of_an_earlier_key_can_be_made_while_that_key_is_known()
    {
        var both = new Cipher([RandomNumberGenerator.GetBytes(32), Key]);

        Assert.Equal(_cipher.Digest("code", "a"), both.DigestUnder(_cipher.CurrentKeyId, "code", "a"));
        Assert.Equal(both.Digest("code", "a"), both.DigestUnder(both.CurrentKeyId, "code", "a"));
        Assert.Null(_cipher.DigestUnder(both.CurrentKeyId, "code", "a"));
    }

    [Fact]
    public void Other_text_names_no_key() => Assert.Equal("", Cipher.KeyIdOf("plain text"));

    [Fact]
    public void A_text_that_was_moved_is_said_to_be_in_the_wrong_place()
    {
        var failure = Assert.Throws<DecryptionException>(
            () => _cipher.Decrypt(_cipher.Encrypt("token", Place), Place with { Connector = "fitbit" }));

        Assert.Equal(
            "The refreshToken of fitbit cannot be decrypted: it was changed, or belongs to another place.", failure.Message);
    }

    [Fact]
    public void The_id_of_a_key_does_not_reveal_it()
    {
        Assert.Equal(new Cipher([Key]).CurrentKeyId, _cipher.CurrentKeyId);
        Assert.NotEqual(new Cipher([RandomNumberGenerator.GetBytes(32)]).CurrentKeyId, _cipher.CurrentKeyId);
        Assert.DoesNotContain(_cipher.CurrentKeyId, Convert.ToHexStringLower(Key), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_encryptions_have_ten_thousand_nonces()
    {
        var nonces = Enumerable.Range(0, 10_000)
            .Select(
                _ => Convert.ToHexString(Base64Url.DecodeFromChars(_cipher.Encrypt("token", Place).Split('.')[2]).AsSpan(0, 12)))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(10_000, nonces.Count);
    }
}
