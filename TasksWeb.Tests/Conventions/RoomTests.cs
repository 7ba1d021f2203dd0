namespace TasksWeb.Tests.Conventions;

/// <summary>The product keeps its conventions; a failure names each file and line that does not.</summary>
public sealed class RoomTests
{
    private static readonly Lazy<Sources> Product = new(Sources.OfProduct);
    private static readonly Lazy<IReadOnlyList<Arrow>> Arrows = new(() => Arrow.AllOf(Product.Value));

    [Fact]
    public void Namespaces_are_folders() => AssertNone(SourceRules.ForeignNamespaces(Product.Value));

    [Fact]
    public void Rooms_use_only_rooms_that_the_table_allows() =>
        AssertNone([.. SourceRules.UnknownRooms(Product.Value), .. SourceRules.ForbiddenArrows(Arrows.Value)]);

    [Fact]
    public void Rooms_do_not_go_round_in_circles() => AssertNone(SourceRules.CirclesOfRooms(Arrows.Value));

    [Fact]
    public void Folders_of_a_room_do_not_go_round_in_circles() => AssertNone(SourceRules.CirclesOfFolders(Arrows.Value));

    [Fact]
    public void Files_and_lines_are_short() => AssertNone(SourceRules.TooLong(Product.Value));

    [Fact]
    public void Code_is_managed() => AssertNone(SourceRules.NativeCode(Product.Value));

    [Fact]
    public void Type_names_say_what_a_type_is() => AssertNone(SourceRules.EmptyNames(Product.Value));

    /// <summary>A rule that looks at nothing finds nothing.</summary>
    [Fact]
    public void Every_room_is_looked_at()
    {
        Assert.Equal(
            Rooms.All.Order(StringComparer.Ordinal),
            Product.Value.Trees.Select(tree => Sources.RoomOf(Sources.FolderOf(tree))).Where(room => room.Length > 0)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var used = Arrows.Value.Where(arrow => arrow.From.Length > 0).Select(arrow => Sources.RoomOf(arrow.To));
        Assert.Empty(Rooms.All.Except(["Tasks", "Overview", "Admin", "Hosting"]).Except(used, StringComparer.Ordinal));
    }

    private static void AssertNone(IEnumerable<Finding> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all)}");
    }
}
