public import OSSSigning

/// A request about one bucket, with nothing to say but which.
public protocol BucketRequest: OperationRequest {
    /// The bucket.
    var bucket: BucketName { get set }
    /// Headers and parameters without a name of their own.
    var extras: RequestExtras { get set }

    /// A request about a bucket.
    init(bucket: BucketName)
}

extension BucketRequest {
    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String) throws { self.init(bucket: try BucketName(bucket)) }
}

/// A request that sends a bucket's configuration as a document.
public protocol BucketDocumentRequest: OperationRequest {
    /// The bucket.
    var bucket: BucketName { get set }
    /// What to send: XML, or of a policy JSON.
    var document: [UInt8] { get set }
    /// Headers and parameters without a name of their own.
    var extras: RequestExtras { get set }

    /// A request about a bucket.
    init(bucket: BucketName, document: [UInt8])
}

extension BucketDocumentRequest {
    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, document: [UInt8]) throws { self.init(bucket: try BucketName(bucket), document: document) }

    public var body: RequestBody { .bytes(document) }
}
