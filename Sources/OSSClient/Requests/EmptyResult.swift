/// The answer of an operation that has nothing to say but that it was done.
public struct EmptyResult: Sendable {
    /// OSS's id of the request.
    public let requestID: String?

    init(_ response: OperationResponse) { requestID = response.requestID }
}
