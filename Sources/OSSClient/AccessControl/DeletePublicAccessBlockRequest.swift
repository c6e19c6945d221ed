import HTTPTypes
public import OSSSigning

/// Leaves it to each bucket whether public ACLs and policies have an effect.
///
/// OSS page: "DeletePublicAccessBlock".
public struct DeletePublicAccessBlockRequest: OperationRequest {
    public static let operation = "DeletePublicAccessBlock"

    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about the account.
    public init() {}

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .service)
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
