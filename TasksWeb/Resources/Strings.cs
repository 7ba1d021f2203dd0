namespace TasksWeb.Resources;

/// <summary>Marks the texts beside it: <c>Strings.resx</c> in English, <c>Strings.ja.resx</c> in Japanese.</summary>
public sealed class Strings;
