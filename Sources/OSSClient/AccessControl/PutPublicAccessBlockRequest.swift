import HTTPTypes
public import OSSSigning
import OSSWire

/// Says whether public ACLs and policies have an effect in any bucket of the account.
///
/// OSS page: "PutPublicAccessBlock".
public struct PutPublicAccessBlockRequest: OperationRequest {
    public static let operation = "PutPublicAccessBlock"

    /// Whether they have none, whatever the buckets say.
    public var blockPublicAccess: Bool
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about the account.
    public init(blockPublicAccess: Bool) { self.blockPublicAccess = blockPublicAccess }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .service)
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(PublicAccessBlockConfiguration(blockPublicAccess: blockPublicAccess).xml) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
