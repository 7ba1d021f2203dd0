using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TasksWeb.Tests.Conventions;

/// <summary>The conventions of the product's sources, each as a search for what breaks it.</summary>
internal static partial class SourceRules
{
    private const int MostLines = 250;
    private const int LongestLine = 130;

    /// <summary>A type outside every namespace is in the global one, which belongs to Program.cs.</summary>
    public static IEnumerable<Finding> ForeignNamespaces(Sources sources) =>
        from tree in sources.Trees
        let folder = Sources.FolderOf(tree)
        let expected = string.Join('.', [Sources.Project, .. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)])
        from member in ((CompilationUnitSyntax)tree.GetRoot()).Members
        let actual = (member as BaseNamespaceDeclarationSyntax)?.Name.ToString()
        where actual != expected && (actual is not null || folder.Length > 0)
        select new Finding(tree.FilePath, Sources.LineOf(member), $"namespace {actual ?? "(none)"}, not {expected}");

    public static IEnumerable<Finding> UnknownRooms(Sources sources) =>
        from tree in sources.Trees
        let room = Sources.RoomOf(Sources.FolderOf(tree))
        where room.Length > 0 && !Rooms.All.Contains(room)
        select new Finding(tree.FilePath, 1, $"the room {room} is not in the table of rooms");

    public static IEnumerable<Finding> ForbiddenArrows(IEnumerable<Arrow> arrows) =>
        from arrow in arrows
        let rooms = (From: Sources.RoomOf(arrow.From), To: Sources.RoomOf(arrow.To))
        where rooms.From != rooms.To && Rooms.All.Contains(rooms.From) && !Rooms.MayUse(rooms.From, rooms.To)
        select new Finding(arrow.File, arrow.Line, $"{rooms.From} may not use {rooms.To} ({arrow.Name})");

    public static IEnumerable<Finding> CirclesOfRooms(IEnumerable<Arrow> arrows) =>
        Circles([.. arrows.Select(arrow => arrow with { From = Sources.RoomOf(arrow.From), To = Sources.RoomOf(arrow.To) })]);

    /// <summary>Within a room; a *Registration.cs may name whatever it puts together there.</summary>
    public static IEnumerable<Finding> CirclesOfFolders(IEnumerable<Arrow> arrows) =>
        Circles([.. arrows.Where(arrow => Sources.RoomOf(arrow.From) == Sources.RoomOf(arrow.To)
            && !arrow.File.EndsWith("Registration.cs", StringComparison.Ordinal))]);

    public static IEnumerable<Finding> TooLong(Sources sources) =>
        from tree in sources.Trees
        from line in tree.GetText().Lines
        let number = line.LineNumber + 1
        let isEnd = line.Span.IsEmpty && line.End == tree.GetText().Length
        where line.Span.Length > LongestLine || (number == MostLines + 1 && !isEnd)
        select new Finding(tree.FilePath, number, line.Span.Length > LongestLine
            ? $"{line.Span.Length} characters in a line, more than {LongestLine}" : $"more than {MostLines} lines");

    public static IEnumerable<Finding> NativeCode(Sources sources) =>
        from tree in sources.Trees
        from token in tree.GetRoot().DescendantTokens()
        where token.IsKind(SyntaxKind.UnsafeKeyword)
            || (token.Parent?.FirstAncestorOrSelf<AttributeSyntax>() is not null && NativeImport().IsMatch(token.Text))
        select new Finding(tree.FilePath, Sources.LineOf(token), $"native code: {token.Text}");

    public static IEnumerable<Finding> EmptyNames(Sources sources) =>
        from tree in sources.Trees
        from type in tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where EmptyName().IsMatch(type.Identifier.Text)
        select new Finding(tree.FilePath, Sources.LineOf(type.Identifier), $"{type.Identifier.Text} does not say what it is");

    private static IEnumerable<Finding> Circles(IReadOnlyList<Arrow> arrows)
    {
        var next = arrows.Where(arrow => arrow.From != arrow.To).ToLookup(arrow => arrow.From, arrow => arrow.To);
        return from arrow in arrows
               where arrow.From != arrow.To && Reached(arrow.To).Contains(arrow.From)
               group arrow by (arrow.From, arrow.To) into same
               orderby same.Count()
               let first = same.First()
               select new Finding(
                   first.File, first.Line,
                   $"{first.From} uses {first.To} ({first.Name}, {same.Count()} places), which leads back to it");

        HashSet<string> Reached(string start)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([start]);
            while (open.TryPop(out var at))
                if (reached.Add(at))
                    foreach (var other in next[at])
                        open.Push(other);
            return reached;
        }
    }

    [GeneratedRegex("^(DllImport|LibraryImport)(Attribute)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NativeImport();

    [GeneratedRegex("(Helper|Manager|Service|Util|Utility|Utilities)s?$", RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyName();
}
