using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tests.Tasks.Layout;

/// <summary>Which words in notes are links.</summary>
public sealed class NotesTextTests
{
    [Theory]
    [InlineData("see https://example.com/a.", "https://example.com/a", "example.com/a")]
    [InlineData("[the plan](https://example.com/plan)", "https://example.com/plan", "the plan")]
    [InlineData("ask mailto:ada@example.com, please", "mailto:ada@example.com", "ada@example.com")]
    [InlineData("[Ada](mailto:ada@example.com)", "mailto:ada@example.com", "Ada")]
    [InlineData("TEL:+81-3-1234-5678", "tel:+81-3-1234-5678", "+81-3-1234-5678")]
    public void Addresses_are_links(string notes, string address, string name)
    {
        var link = Assert.Single(NotesText.Parts(notes), part => part.Address is not null);

        Assert.Equal((address, name), (link.Address, NotesText.NameOf(link)));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("https://bank.example@evil.example/")]
    [InlineData("mailto:ada@example.com?bcc=all@example.com&body=x")]
    [InlineData("mailto:nobody")]
    [InlineData("tel:*%2306%23")]
    [InlineData("tel:")]
    [InlineData("hotel: 12")]
    [InlineData("hotel:12")]
    public void Other_words_are_not(string notes) => Assert.All(NotesText.Parts(notes), part => Assert.Null(part.Address));
}
