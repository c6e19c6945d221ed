public import OSSSigning

/// One rule of a lifecycle: which objects and uploads it is about, and what happens to them when.
///
/// OSS page: "PutBucketLifecycle".
public struct LifecycleRule: Hashable, Sendable {
    /// Unique in its configuration, 255 bytes at most.
    public var id: String
    /// What a key begins with, by bytes; empty is every key.
    public var prefix: String
    /// Whether the rule is in force.
    public var isEnabled: Bool
    /// What happens to current versions.
    public var expiration: Expiration?
    /// When uploads that were not finished are given up.
    public var abortMultipartUpload: Due?
    /// An object must have all of them.
    public var tags: [ResourceTag]
    /// For how many days a version is kept after another one took its place.
    public var noncurrentDays: Int?
    /// What narrows the rule further.
    public var filter: Filter?

    /// A rule that is in force and does nothing yet.
    public init(id: String = "", prefix: String = "", isEnabled: Bool = true) {
        self.id = id
        self.prefix = prefix
        self.isEnabled = isEnabled
        self.tags = []
    }

    /// When something is due.
    public enum Due: Hashable, Sendable {
        /// So many days after it was last modified, or begun. At least 1.
        case days(Int)
        /// From a midnight (UTC) on, however old it is.
        case date(SigningTime)
        /// When it was last modified, or begun, before a midnight (UTC).
        case createdBefore(SigningTime)
    }

    /// What happens to current versions.
    public struct Expiration: Hashable, Sendable {
        /// When the object expires; `nil` when the rule is about delete markers only.
        public var due: Due?
        /// Whether a delete marker goes when no other version is left.
        public var expiredObjectDeleteMarker: Bool?

        /// When objects expire, or what happens to delete markers: one of the two.
        public init(due: Due?, expiredObjectDeleteMarker: Bool? = nil) {
            self.due = due
            self.expiredObjectDeleteMarker = expiredObjectDeleteMarker
        }
    }

    /// What narrows a rule further.
    public struct Filter: Hashable, Sendable {
        /// In bytes; the limit itself is outside.
        public var objectSizeGreaterThan: Int64?
        /// In bytes; the limit itself is outside.
        public var objectSizeLessThan: Int64?
        /// What the rule leaves alone.
        public var exceptions: [Exception]

        /// Limits of sizes, and exceptions.
        public init(objectSizeGreaterThan: Int64? = nil, objectSizeLessThan: Int64? = nil, exceptions: [Exception] = []) {
            self.objectSizeGreaterThan = objectSizeGreaterThan
            self.objectSizeLessThan = objectSizeLessThan
            self.exceptions = exceptions
        }
    }

    /// Objects that a rule leaves alone: those with a prefix, with a tag, or with both.
    public struct Exception: Hashable, Sendable {
        /// What their keys begin with.
        public var prefix: String?
        /// A tag that they have.
        public var tag: ResourceTag?

        /// Objects with a prefix, with a tag, or with both.
        public init(prefix: String?, tag: ResourceTag? = nil) {
            self.prefix = prefix
            self.tag = tag
        }
    }
}

/// What happens to objects and unfinished uploads as they grow old.
///
/// Rules that move objects to another storage class, or go by the time of access, are not emulated, and refused rather than kept.
/// OSS pages: "PutBucketLifecycle", "GetBucketLifecycle".
public struct LifecycleConfiguration: Hashable, Sendable {
    /// The rules, in any order.
    public var rules: [LifecycleRule]

    /// Rules.
    public init(rules: [LifecycleRule]) { self.rules = rules }

    package static let maximumRules = 1000
    package static let maximumBytes = 2 * 1024 * 1024
}
