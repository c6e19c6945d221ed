package import OSSSigning

/// One rule of a lifecycle: which objects and uploads it is about, and what happens to them when.
///
/// OSS page: "PutBucketLifecycle".
package struct LifecycleRule: Equatable, Sendable {
    /// Unique in its configuration, 255 bytes at most.
    package let id: String
    /// What a key begins with, by bytes; empty is every key.
    package let prefix: String
    package let isEnabled: Bool
    package let expiration: Expiration?
    /// When uploads that were not finished are given up.
    package let abortMultipartUpload: Due?
    /// An object must have all of them.
    package let tags: [ResourceTag]
    /// For how many days a version is kept after another one took its place.
    package let noncurrentDays: Int?
    package let filter: Filter?

    /// When something is due.
    package enum Due: Equatable, Sendable {
        /// So many days after it was last modified, or begun. At least 1.
        case days(Int)
        /// From a midnight (UTC) on, however old it is.
        case date(SigningTime)
        /// When it was last modified, or begun, before a midnight (UTC).
        case createdBefore(SigningTime)
    }

    /// What happens to current versions.
    package struct Expiration: Equatable, Sendable {
        /// When the object expires; `nil` when the rule is about delete markers only.
        package let due: Due?
        /// Whether a delete marker goes when no other version is left.
        package let expiredObjectDeleteMarker: Bool?
    }

    /// What narrows a rule further.
    package struct Filter: Equatable, Sendable {
        /// In bytes; the limit itself is outside.
        package let objectSizeGreaterThan: Int64?
        package let objectSizeLessThan: Int64?
        /// What the rule leaves alone.
        package let exceptions: [Exception]
    }

    /// Objects that a rule leaves alone: those with a prefix, with a tag, or with both.
    package struct Exception: Equatable, Sendable {
        package let prefix: String?
        package let tag: ResourceTag?
    }
}

/// What happens to objects and unfinished uploads as they grow old.
///
/// Rules that move objects to another storage class, or go by the time of access, are not emulated, and refused rather than kept.
/// OSS pages: "PutBucketLifecycle", "GetBucketLifecycle".
package struct LifecycleConfiguration: Equatable, Sendable {
    package let rules: [LifecycleRule]

    package static let maximumRules = 1000
    package static let maximumBytes = 2 * 1024 * 1024
}
