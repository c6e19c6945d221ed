import HTTPTypes
public import OSSSigning
import OSSWire

/// Asks whether public ACLs and policies have an effect in any bucket of the account.
///
/// OSS page: "GetPublicAccessBlock".
public struct GetPublicAccessBlockRequest: OperationRequest {
    public static let operation = "GetPublicAccessBlock"

    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about the account.
    public init() {}

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .service)
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetPublicAccessBlockResult {
        let document = try response.document(PublicAccessBlockConfiguration.init(answer:))
        return GetPublicAccessBlockResult(blockPublicAccess: document.blockPublicAccess, requestID: response.requestID)
    }
}

/// Whether public access is blocked for the account.
public struct GetPublicAccessBlockResult: Sendable {
    /// Whether public ACLs and policies have no effect, whatever the buckets say.
    public let blockPublicAccess: Bool
    /// OSS's id of the request.
    public let requestID: String?
}
