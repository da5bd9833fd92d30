using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OpenAiSpend.Page.Markup;

/// <summary>
/// A piece of HTML. It is made from interpolated text, of which the literal parts stand as they are and every value is
/// escaped, so that no text from outside can become markup. Only another piece goes in unescaped. Numbers and times are the
/// same in every culture.
/// </summary>
/// <param name="Text">The markup.</param>
internal readonly record struct Html(string Text)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Nothing.</summary>
    public static Html None => new(string.Empty);

    /// <summary>Makes a piece of interpolated text.</summary>
    public static Html Of(Handler text) => text.ToHtml();

    /// <summary>Makes a piece where a condition holds; where it does not, the values are not even asked for.</summary>
    public static Html When(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Handler text) => condition ? text.ToHtml() : None;

    /// <inheritdoc/>
    public override string ToString() => Text ?? string.Empty;

    /// <summary>Escapes what stands in the braces.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler(int literalLength, int formattedCount)
    {
        private const int UsualValue = 24;

        private readonly StringBuilder _text = new(literalLength + (formattedCount * UsualValue));

        public Handler(int literalLength, int formattedCount, bool condition, out bool isWanted)
            : this(condition ? literalLength : 0, condition ? formattedCount : 0) => isWanted = condition;

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? string.Empty));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

        public void AppendFormatted(Html piece) => _text.Append(piece.Text);

        public void AppendFormatted(IEnumerable<Html> pieces) => _text.AppendJoin(string.Empty, pieces);

        public Html ToHtml() => new(_text.ToString());
    }
}
