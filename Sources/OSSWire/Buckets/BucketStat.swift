public import OSSSigning

/// The answer of GetBucketStat: a moment and twenty counters.
///
/// OSS page: "GetBucketStat".
public struct BucketStat: Hashable, Sendable {
    /// Uploads that are not finished.
    public var multipartUploadCount: Int64
    /// Parts of uploads that are not finished.
    public var multipartPartCount: Int64
    /// Markers that say that objects were deleted.
    public var deleteMarkerCount: Int64
    /// When these numbers were true.
    public var moment: SigningTime?
    /// Objects of the class Standard.
    public var standard: Usage
    /// Objects of the class IA.
    public var infrequentAccess: Usage
    /// Objects of the class Archive.
    public var archive: Usage
    /// Objects of the class ColdArchive.
    public var coldArchive: Usage
    /// Objects of the class DeepColdArchive.
    public var deepColdArchive: Usage

    /// Bytes that are charged for in all classes, and objects in all of them, as an answer says it; `nil` for the sums of those above.
    public var total: Total?

    /// Sums over all classes.
    public struct Total: Hashable, Sendable {
        /// Bytes that are charged for.
        public var storage: Int64
        /// Objects, versions of them included.
        public var objectCount: Int64
    }

    /// What one storage class holds.
    public struct Usage: Hashable, Sendable {
        /// Bytes that are charged for. OSS charges for 64 KB at least in every class but Standard.
        public var storage: Int64
        /// Bytes that are there.
        public var realStorage: Int64
        /// Objects, versions of them included.
        public var objectCount: Int64

        package init(storage: Int64 = 0, realStorage: Int64 = 0, objectCount: Int64 = 0) {
            self.storage = storage
            self.realStorage = realStorage
            self.objectCount = objectCount
        }
    }

    /// The numbers of an empty bucket.
    package init() {
        multipartUploadCount = 0
        multipartPartCount = 0
        deleteMarkerCount = 0
        moment = nil
        standard = Usage()
        infrequentAccess = Usage()
        archive = Usage()
        coldArchive = Usage()
        deepColdArchive = Usage()
    }

    /// The document as XML. The bucket's storage and objects are the sums over the classes; a sum beyond 64 bits stays at the largest number.
    package var xml: [UInt8] {
        let classes = [standard, infrequentAccess, archive, coldArchive, deepColdArchive]
        var writer = XMLWriter()
        writer.element("BucketStat") { writer in
            writer.element("Storage", total.map { String($0.storage) } ?? Self.sum(classes.map(\.storage)))
            writer.element("ObjectCount", total.map { String($0.objectCount) } ?? Self.sum(classes.map(\.objectCount)))
            writer.element("MultipartUploadCount", String(multipartUploadCount))
            writer.element("MultipartPartCount", String(multipartPartCount))
            writer.element("LiveChannelCount", "0")
            writer.element("LastModifiedTime", String(moment?.secondsSinceEpoch ?? 0))
            writer.element("StandardStorage", String(standard.storage))
            writer.element("StandardObjectCount", String(standard.objectCount))
            Self.write(infrequentAccess, "InfrequentAccess", to: &writer)
            Self.write(archive, "Archive", to: &writer)
            Self.write(coldArchive, "ColdArchive", to: &writer)
            Self.write(deepColdArchive, "DeepColdArchive", to: &writer)
            writer.element("DeleteMarkerCount", String(deleteMarkerCount))
        }
        return writer.bytes
    }

    /// Standard has no RealStorage, since it is charged for what is there.
    private static func write(_ usage: Usage, _ name: String, to writer: inout XMLWriter) {
        writer.element(name + "Storage", String(usage.storage))
        writer.element(name + "RealStorage", String(usage.realStorage))
        writer.element(name + "ObjectCount", String(usage.objectCount))
    }

    private static func sum(_ numbers: [Int64]) -> String {
        let total = numbers.reduce(Int64(0)) { total, number in
            let (sum, overflow) = total.addingReportingOverflow(number)
            return overflow ? .max : sum
        }
        return String(total)
    }
}

extension BucketStat {
    /// Reads an answer. A counter that is not there is 0: older answers have fewer of them.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "BucketStat")
        func count(_ name: String) -> Int64 { root.number(of: name) ?? 0 }
        func usage(_ name: String) -> Usage {
            let storage = count(name + "Storage")
            return Usage(storage: storage, realStorage: root.number(of: name + "RealStorage") ?? storage, objectCount: count(name + "ObjectCount"))
        }
        self.init()
        multipartUploadCount = count("MultipartUploadCount")
        multipartPartCount = count("MultipartPartCount")
        deleteMarkerCount = count("DeleteMarkerCount")
        moment = root.number(of: "LastModifiedTime", as: Int64.self).flatMap { SigningTime(secondsSinceEpoch: $0) }
        standard = usage("Standard")
        infrequentAccess = usage("InfrequentAccess")
        archive = usage("Archive")
        coldArchive = usage("ColdArchive")
        deepColdArchive = usage("DeepColdArchive")
        total = Total(storage: count("Storage"), objectCount: count("ObjectCount"))
    }
}
