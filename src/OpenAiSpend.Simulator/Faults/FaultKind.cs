using System.Text.Json.Serialization;

namespace OpenAiSpend.Simulator;

/// <summary>What can be made to go wrong. Over HTTP the names are in snake case.</summary>
public enum FaultKind
{
    /// <summary>Any status, with any headers and body.</summary>
    Status,

    /// <summary>429, with or without word on when to come back.</summary>
    RateLimited,

    /// <summary>A healthy answer after a pause.</summary>
    Slow,

    /// <summary>No answer, ever.</summary>
    HangBeforeHeaders,

    /// <summary>Half of the answer, then silence.</summary>
    HangInBody,

    /// <summary>Half of the answer, then a reset connection.</summary>
    CutInBody,

    /// <summary>A complete response whose JSON stops in the middle.</summary>
    TruncatedJson,

    /// <summary>200 with no body.</summary>
    EmptyBody,

    /// <summary>200 with a web page.</summary>
    Html,

    /// <summary>A body that says it is gzip and is not.</summary>
    GzipGarbage,

    /// <summary>A JSON body of very many bytes.</summary>
    HugeBody,

    /// <summary>A hundred thousand arrays in each other.</summary>
    DeepNesting,

    /// <summary>Members of the wrong JSON type.</summary>
    WrongTypes,

    /// <summary>Members that are promised and absent.</summary>
    MissingMembers,

    /// <summary>Buckets whose results are null.</summary>
    NullResults,

    /// <summary>An amount or measure that is the text <c>NaN</c>.</summary>
    [JsonStringEnumMemberName("nan")]
    NaN,

    /// <summary>An amount or measure of 1e400.</summary>
    BeyondDouble,

    /// <summary>An amount or measure of zero, with an exponent that no number has.</summary>
    OddZero,

    /// <summary>Amounts or measures whose sum overflows.</summary>
    HugeAmount,

    /// <summary>Amounts or measures below zero.</summary>
    NegativeAmount,

    /// <summary>Amounts in another currency.</summary>
    OtherCurrency,

    /// <summary>Each bucket twice.</summary>
    DuplicatedBuckets,

    /// <summary>Each bucket followed by one that starts twelve hours later and lasts as long.</summary>
    OverlappingBuckets,

    /// <summary>The last bucket first.</summary>
    BucketsOutOfOrder,

    /// <summary>Buckets that start an hour after midnight.</summary>
    UnalignedBuckets,

    /// <summary>One more bucket, of the day after tomorrow.</summary>
    FutureBucket,

    /// <summary>More pages for ever, always with the same cursor.</summary>
    RepeatedCursor,

    /// <summary>More pages for ever, always with another cursor.</summary>
    EndlessCursor,

    /// <summary>More pages, and no cursor to ask for them.</summary>
    EmptyCursor,

    /// <summary>One more page, with a good cursor and no buckets.</summary>
    EmptyLastPage,

    /// <summary>Fewer buckets a page than asked for.</summary>
    ClampedLimit,

    /// <summary>401 whose message repeats the whole key.</summary>
    WrongKey,

    /// <summary>403 because the key lacks the scope.</summary>
    MissingScope,

    /// <summary>An error whose <c>code</c> and <c>param</c> hold a lone surrogate.</summary>
    BrokenError,

    /// <summary>A 200 without the buckets of some days.</summary>
    MissingBuckets,

    /// <summary>A 200 without any bucket, whether it says that there are more or not.</summary>
    NoBuckets,

    /// <summary>One text, such as a line item or a name, that ends in half a surrogate pair, written as <c>\ud800</c>.</summary>
    LoneSurrogate,

    /// <summary>One text of very many characters.</summary>
    LongText,

    /// <summary>One text that is the key which was presented.</summary>
    EchoedKey,

    /// <summary>A null among the items of a list or the rows of a bucket.</summary>
    NullItem,

    /// <summary>A byte-order mark before the JSON.</summary>
    ByteOrderMark,

    /// <summary>A quantity that is no number beside a good amount.</summary>
    JunkQuantity,

    /// <summary>A row that has its amount twice, each with another value.</summary>
    DuplicateAmount,

    /// <summary>A healthy answer whose <c>Date</c> is off.</summary>
    WrongDate,
}
