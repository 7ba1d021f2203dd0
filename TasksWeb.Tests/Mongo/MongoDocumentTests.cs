using System.Text;
using System.Text.Json;
using MongoDB.Bson;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;

namespace TasksWeb.Tests.Mongo;

/// <summary>The bytes of a stored document, which earlier versions wrote through MongoDB's C driver.</summary>
public sealed class MongoDocumentTests
{
    private const long Version = 0x1234567890ABCDEF;

    /// <summary>Made by commit 2d04716.</summary>
    private const string Earlier =
        "DAEAAAJfaWQAEQAAAGdvb2dsZV90YXNrcy/moZwAAnRleHQACgAAAOahnCAieCIAeQAQbgABAAAAEmxhcmdlAP///////9//AXJhdGUAAAAAAAAA4D8IeWVzAAEIbm8A"
        + "AApub3RoaW5nAAlhdAD70kcTnAEAAAlvbGQA//////////8JZmlyc3QAACjT7XzH//8Ec2NvcGVzADMAAAACMAACAAAAYQAQMQACAAAAAzIAEwAAAAlkZWVwAAAAAAD0"
        + "AQAAAAQzAAUAAAAAAANlbXB0eQAFAAAAAAJfb3duZXIABgAAAG93bmVyAAlfZHVlACEtehOcAQAAEl92ZXJzaW9uAO/Nq5B4VjQSAA==";

    private static readonly Document Document = new(
        "google_tasks/桜",
        Encoding.UTF8.GetBytes(
            """
            {"text":"桜 \"x\"\u0000y","n":1,"large":-9007199254740993,"rate":0.5,"yes":true,"no":false,"nothing":null,
            "at":{"$date":"2026-01-31T09:00:00.123Z"},"old":{"$date":"1969-12-31T23:59:59.999Z"},"first":{"$date":"0001-01-01T00:00:00.000Z"},
            "scopes":["a",2,{"deep":{"$date":"2038-01-19T03:14:08.000Z"}},[]],"empty":{}}
            """),
        "owner",
        new DateTimeOffset(2026, 1, 31, 9, 55, 0, 1, TimeSpan.Zero),
        Version);

    [Fact]
    public void A_document_is_written_with_the_bytes_that_earlier_versions_wrote() =>
        Assert.Equal(Earlier, Convert.ToBase64String(MongoDocument.ToBson(Document, Version).ToBson()));

    [Fact]
    public void A_document_that_an_earlier_version_wrote_opens()
    {
        var opened = MongoDocument.FromBson(new RawBsonDocument(Convert.FromBase64String(Earlier)));

        Assert.Equal(Document with { Body = default }, opened with { Body = default });
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Document.Body.Span), JsonElement.Parse(opened.Body.Span)));
    }

    [Theory]
    [InlineData("""{ "_id": 1, "_version": 1 }""")]
    [InlineData("""{ "_id": "a" }""")]
    [InlineData("""{ "_id": "a", "_version": 1, "x": { "$numberDecimal": "1" } }""")]
    public void A_document_that_TasksWeb_has_not_written_is_refused(string stored)
    {
        using var document = new RawBsonDocument(BsonDocument.Parse(stored).ToBson());

        Assert.Throws<InvalidDataException>(() => MongoDocument.FromBson(document));
    }

    [Fact]
    public void A_field_whose_name_holds_NUL_is_refused() => Assert.Throws<JsonException>(
        () => MongoDocument.ToBson(new Document("a", """{"a\u0000b":1}"""u8.ToArray()), 1));
}
