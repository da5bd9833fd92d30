namespace OpenAiSpend.Exporter.Tests.Books;

public sealed class OrdinaryBooksTests(OrdinaryOrganization read) : BooksTests(read), IClassFixture<OrdinaryOrganization>;
