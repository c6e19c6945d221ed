/// The errors of multipart uploads, with OSS's own words.
///
/// OSS pages: "CompleteMultipartUpload", "UploadPart", "UploadPartCopy", "AbortMultipartUpload".
extension OSSError {
    /// Which request names an upload that is not there. The raw value is the EC.
    package enum UploadRequest: String, Sendable {
        /// AbortMultipartUpload, and those whose EC is not known: CompleteMultipartUpload, ListParts.
        case upload = "0042-00000002"
        case part = "0042-00000104"
        case partCopy = "0042-00000311"
    }

    /// - Parameter id: as the client sent it.
    package static func noSuchUpload(_ id: String, _ request: UploadRequest = .upload) -> OSSError {
        OSSError(
            status: 404, code: .noSuchUpload,
            message: "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            ec: request.rawValue, fields: [Field("UploadId", id)])
    }

    package static func invalidPartNumber(_ value: String) -> OSSError {
        .invalidArgument("Part number must be an integer between 1 and 10000, inclusive.", name: "partNumber", value: value)
    }

    /// A part that was not uploaded, or has another entity tag.
    package static let invalidPart = OSSError(
        status: 400, code: .invalidPart,
        message: "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.")
    package static let invalidPartOrder = OSSError(
        status: 400, code: .invalidPartOrder, message: "The list of parts was not in ascending order.")

    /// `x-oss-complete-all` and a list of parts at once. The spelling is OSS's.
    package static let completeAllWithBody = invalidArgument(
        "Should not speficy both complete all header and http body.", name: "x-oss-complete-all", value: "yes", ec: "0042-00000216")

    /// A completion with neither a list of parts nor `x-oss-complete-all`.
    package static let completionWithoutParts = malformedXML(nil, ec: "0042-00000205")
}
