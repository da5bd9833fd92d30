namespace OpenAiSpend.Exporter.Tests.Books;

public sealed class HostileBooksTests(HostileOrganization read) : BooksTests(read), IClassFixture<HostileOrganization>;
