using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OpenAiSpend.Page.Markup;

/// <summary>
/// A piece of HTML. It is made from interpolated text, of which the literal parts stand as they are and every value is
/// escaped, so that no text from outside can become markup. Only another piece goes in unescaped.
/// </summary>
/// <param name="Text">The markup.</param>
internal readonly record struct Html(string Text)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Nothing.</summary>
    public static Html None => new(string.Empty);

    /// <summary>Makes a piece of interpolated text.</summary>
    public static Html Of(Handler text) => text.ToHtml();

    /// <summary>Puts pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(piece.Text);
        }

        return new Html(text.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? string.Empty;

    /// <summary>Escapes what stands in the braces.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler(int literalLength, int formattedCount)
    {
        private const int UsualValue = 24;

        private readonly StringBuilder _text = new(literalLength + (formattedCount * UsualValue));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? string.Empty));

        public void AppendFormatted(int value) => _text.Append(value);

        public void AppendFormatted(DateTime value, string format) => AppendFormatted(value.ToString(format));

        public void AppendFormatted(Html piece) => _text.Append(piece.Text);

        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (var piece in pieces)
            {
                _text.Append(piece.Text);
            }
        }

        public Html ToHtml() => new(_text.ToString());
    }
}
