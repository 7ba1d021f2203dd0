namespace TasksWeb.Drive;

/// <summary>The kind of a file, as a key of the localized texts.</summary>
public static class FileKind
{
    public static string Of(DriveFile file) => file.MimeType switch
    {
        "application/vnd.google-apps.document" => "Document",
        "application/vnd.google-apps.spreadsheet" => "Spreadsheet",
        "application/vnd.google-apps.presentation" => "Presentation",
        "application/vnd.google-apps.folder" => "Folder",
        "application/pdf" => "Pdf",
        var type when type.StartsWith("image/", StringComparison.Ordinal) => "Picture",
        var type when type.StartsWith("video/", StringComparison.Ordinal) => "Video",
        var type when type.StartsWith("audio/", StringComparison.Ordinal) => "Audio",
        _ => "Other",
    };
}
