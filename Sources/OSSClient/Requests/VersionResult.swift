/// The answer of an operation that changed something about a version of an object.
public struct VersionResult: Sendable {
    /// The version, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?

    init(_ response: OperationResponse) {
        versionID = response.versionID
        requestID = response.requestID
    }
}
