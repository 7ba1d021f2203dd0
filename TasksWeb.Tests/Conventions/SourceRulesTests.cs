namespace TasksWeb.Tests.Conventions;

/// <summary>Each rule finds its violation, in sources made for that.</summary>
public sealed class SourceRulesTests
{
    private static readonly (string, string) Vault =
        ("TasksWeb/Tokens/Vault/Vault.cs", "namespace TasksWeb.Tokens.Vault; public sealed class Vault;");

    [Theory]
    [InlineData("namespace TasksWeb.Token;", "TasksWeb/Tokens/A.cs:1: namespace TasksWeb.Token, not TasksWeb.Tokens")]
    [InlineData("\nclass A;", "TasksWeb/Tokens/A.cs:2: namespace (none), not TasksWeb.Tokens")]
    [InlineData("namespace TasksWeb.Tokens;", null)]
    public void A_namespace_that_is_not_its_folder_is_found(string text, string? finding) =>
        AssertFinds(finding, SourceRules.ForeignNamespaces(Sources.Of(("TasksWeb/Tokens/A.cs", text))));

    [Theory]
    [InlineData("TasksWeb/Services/A.cs", "TasksWeb/Services/A.cs:1: the room Services is not in the table of rooms")]
    [InlineData("TasksWeb/Program.cs", null)]
    public void A_room_that_is_not_in_the_table_is_found(string path, string? finding) =>
        AssertFinds(finding, SourceRules.UnknownRooms(Sources.Of((path, ""))));

    [Theory]
    [InlineData("Storage", "Tokens.Vault.Vault? v;", "TasksWeb/Storage/A.cs:1: Storage may not use Tokens (Vault)")]
    [InlineData("Broker", "Tokens.Vault.Vault? v;", null)]
    [InlineData("Hosting", "Tokens.Vault.Vault? v;", null)]
    [InlineData("Storage", "/* Tokens.Vault.Vault */ string v = \"Tokens.Vault.Vault\";", null)]
    public void A_use_of_a_room_above_is_found(string room, string member, string? finding) =>
        AssertFinds(finding, SourceRules.ForbiddenArrows(Arrow.AllOf(Sources.Of(
            Vault, ($"TasksWeb/{room}/A.cs", $"namespace TasksWeb.{room}; class A {{ {member} }}")))));

    [Fact]
    public void An_extension_method_and_a_created_object_are_uses()
    {
        var arrows = Arrow.AllOf(Sources.Of(
            ("TasksWeb/Errors/E.cs", "namespace TasksWeb.Errors; static class E { public static int Twice(this int n) => n; }"),
            Vault,
            ("TasksWeb/SignIn/A.cs", "using TasksWeb.Errors; namespace TasksWeb.SignIn; class A { int n = 1.Twice(); }"),
            ("TasksWeb/SignIn/B.cs", "namespace TasksWeb.SignIn; class B { Tokens.Vault.Vault v = new(); }")));
        Assert.Contains(new Arrow("SignIn", "Errors", "TasksWeb/SignIn/A.cs", 1, "E"), arrows);
        Assert.Equal(2, arrows.Count(arrow => arrow.File == "TasksWeb/SignIn/B.cs"));
    }

    [Theory]
    [InlineData("TasksWeb/Tokens/Refresh/Refresher.cs", 2)]
    [InlineData("TasksWeb/Tokens/Refresh/RefreshRegistration.cs", 0)]
    public void Folders_that_use_each_other_are_found(string path, int expected)
    {
        var findings = SourceRules.CirclesOfFolders(Arrow.AllOf(Sources.Of(
            ("TasksWeb/Tokens/Vault/V.cs", "namespace TasksWeb.Tokens.Vault; public class V { Refresh.R? r; }"),
            ("TasksWeb/Tokens/Refresh/R.cs", "namespace TasksWeb.Tokens.Refresh; public class R;"),
            (path, "namespace TasksWeb.Tokens.Refresh; class Other { Vault.V? v; }")))).ToList();
        Assert.Equal(expected, findings.Count);
        Assert.All(findings.Where(finding => finding.File == path), finding => Assert.Equal(
            $"{path}:1: Tokens/Refresh uses Tokens/Vault (V, 1 places), which leads back to it", finding.ToString()));
    }

    [Fact]
    public void Rooms_that_lead_back_to_each_other_over_a_third_are_found() => Assert.Equal(
        ["Broker uses Health", "Drive uses Broker", "Health uses Drive"],
        SourceRules.CirclesOfRooms(Arrow.AllOf(Sources.Of(
            ("TasksWeb/Broker/A.cs", "namespace TasksWeb.Broker; public class A { Health.C? c; Errors.E? e; }"),
            ("TasksWeb/Drive/B.cs", "namespace TasksWeb.Drive; public class B { Broker.A? a; }"),
            ("TasksWeb/Errors/E.cs", "namespace TasksWeb.Errors; public class E;"),
            ("TasksWeb/Health/Curve/C.cs", "namespace TasksWeb.Health; public class C { Drive.B? b; }"))))
            .Select(finding => finding.What.Split(" (")[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void A_long_line_and_a_long_file_are_found()
    {
        var longest = $"// {new string('x', 127)}\n";
        AssertFinds(null, SourceRules.TooLong(Sources.Of(("A.cs", string.Concat(Enumerable.Repeat(longest, 250))))));
        AssertFinds("A.cs:251: more than 250 lines", SourceRules.TooLong(Sources.Of(("A.cs", new string('\n', 251)))));
        AssertFinds(
            "A.cs:2: 131 characters in a line, more than 130",
            SourceRules.TooLong(Sources.Of(("A.cs", "\n/" + longest))));
    }

    [Theory]
    [InlineData("class A { unsafe void M() { } }", "A.cs:1: native code: unsafe")]
    [InlineData("class A { [DllImport(\"c\")] static extern int getpid(); }", "A.cs:1: native code: DllImport")]
    [InlineData("class A {\n[Some.LibraryImport(\"c\")] int getpid(); }", "A.cs:2: native code: LibraryImport")]
    [InlineData("class A { string LibraryImport = \"unsafe\"; }", null)]
    public void Native_code_is_found(string text, string? finding) =>
        AssertFinds(finding, SourceRules.NativeCode(Sources.Of(("A.cs", text))));

    [Theory]
    [InlineData("class TaskHelper;", "A.cs:1: TaskHelper does not say what it is")]
    [InlineData("record struct StringUtils;", "A.cs:1: StringUtils does not say what it is")]
    [InlineData("interface ITokenService;", "A.cs:1: ITokenService does not say what it is")]
    [InlineData("class ServiceWorker { FormTagHelper? f; }", null)]
    public void A_name_that_says_nothing_is_found(string text, string? finding) =>
        AssertFinds(finding, SourceRules.EmptyNames(Sources.Of(("A.cs", text))));

    private static void AssertFinds(string? expected, IEnumerable<Finding> findings) =>
        Assert.Equal(expected is null ? [] : [expected], findings.Select(finding => finding.ToString()));
}
