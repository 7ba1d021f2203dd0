using TasksWeb.Foundation;

namespace TasksWeb.Tests.Foundation;

public sealed class AbsoluteUriTests
{
    [Theory]
    [InlineData("//\u202e//a")]
    [InlineData("/////\u202e")]
    [InlineData("\\//\u202e")]
    [InlineData("/\\\u202e")]
    [InlineData("/tasks")]
    [InlineData("tasks")]
    [InlineData("://a.example")]
    [InlineData("1a://a.example")]
    [InlineData("")]
    [InlineData(null)]
    public void Without_a_scheme_there_is_no_address(string? text) => Assert.False(AbsoluteUri.TryParse(text, out _));

    [Theory]
    [InlineData("https://a.example/x?y=1")]
    [InlineData("MAILTO:a@b.example")]
    [InlineData("tel:+49123")]
    public void With_a_scheme_it_is_read(string text)
    {
        Assert.True(AbsoluteUri.TryParse(text, out var address));
        Assert.Equal(new Uri(text), address);
    }
}
