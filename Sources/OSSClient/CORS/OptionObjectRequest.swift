import HTTPTypes
public import OSSSigning

/// Asks what a browser asks before it lets a page of another origin use an object (a preflight). Nobody signs one, and OSS answers it before it
/// looks at a signature.
///
/// OSS page: "OptionObject".
public struct OptionObjectRequest: ObjectRequest {
    public static let operation = "OptionObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The page's origin, `https://www.example.com`.
    public var origin: String
    /// What the page means to do, `PUT`.
    public var accessControlRequestMethod: String
    /// The headers that it means to send, `content-type`.
    public var accessControlRequestHeaders: [String]
    public var extras = RequestExtras()

    /// A preflight for an object.
    public init(
        bucket: BucketName, key: ObjectKey, origin: String, accessControlRequestMethod: String, accessControlRequestHeaders: [String] = []
    ) {
        self.bucket = bucket
        self.key = key
        self.origin = origin
        self.accessControlRequestMethod = accessControlRequestMethod
        self.accessControlRequestHeaders = accessControlRequestHeaders
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.options, bucket: bucket, key: key)
            try request.set(HTTPField.Name("Origin")!, origin)
            try request.set(HTTPField.Name("Access-Control-Request-Method")!, accessControlRequestMethod)
            if !accessControlRequestHeaders.isEmpty {
                try request.set(HTTPField.Name("Access-Control-Request-Headers")!, accessControlRequestHeaders.joined(separator: ", "))
            }
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> OptionObjectResult { OptionObjectResult(response) }
}

/// What a page of another origin may do with an object.
public struct OptionObjectResult: Sendable {
    /// The origin, or `*`.
    public let allowOrigin: String?
    /// The methods, `PUT, GET`.
    public let allowMethods: String?
    /// The request headers.
    public let allowHeaders: String?
    /// The headers of answers that the page can read.
    public let exposeHeaders: String?
    /// For how many seconds a browser remembers this.
    public let maxAgeSeconds: Int?
    /// OSS's id of the request.
    public let requestID: String?

    init(_ response: OperationResponse) {
        allowOrigin = response.headers.text("Access-Control-Allow-Origin")
        allowMethods = response.headers.text("Access-Control-Allow-Methods")
        allowHeaders = response.headers.text("Access-Control-Allow-Headers")
        exposeHeaders = response.headers.text("Access-Control-Expose-Headers")
        maxAgeSeconds = response.headers.text("Access-Control-Max-Age").flatMap { Int($0) }
        requestID = response.requestID
    }
}
