/// What a form may cost.
///
/// OSS pages: "PostObject", "HTTP 400 status code".
package struct FormLimits: Sendable {
    /// A field's name: 8 KB. Beyond: FieldItemTooLong.
    package var nameBytes = 8 * 1024
    /// A field's value: 2 MB. Beyond: FieldItemTooLong.
    package var valueBytes = 2 * 1024 * 1024
    /// Everything before the file's first byte, the preamble and the headers of parts too. Beyond: MaxPOSTPreDataLengthExceededError.
    package var preDataBytes = 4 * 1024 * 1024
    /// The number of fields before the file. Beyond: MaxPOSTPreDataLengthExceededError.
    package var fieldCount = 500
    /// The headers of one part, names and values. A name of 8 KB fits, beside a file name as long. Beyond: MalformedPOSTRequest.
    package var partHeaderBytes = 20 * 1024
    /// The number of headers of one part. Beyond: MalformedPOSTRequest.
    package var partHeaderCount = 32
    /// What may stand behind the file: fields that are ignored, and the epilogue. Beyond: MalformedPOSTRequest.
    package var trailingBytes = 256 * 1024

    /// RFC 2046: a boundary has 1 to 70 characters.
    package static let boundaryBytes = 1...70

    /// OSS's limits, where it documents any.
    package init() {}
}
