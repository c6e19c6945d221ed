package import OSSSigning

/// The answer of GetBucketStat: a moment and twenty counters.
///
/// OSS page: "GetBucketStat".
package struct BucketStat: Equatable, Sendable {
    /// Uploads that are not finished.
    package var multipartUploadCount: Int64
    /// Parts of uploads that are not finished.
    package var multipartPartCount: Int64
    package var deleteMarkerCount: Int64
    /// When these numbers were true.
    package var moment: SigningTime?
    package var standard: Usage
    package var infrequentAccess: Usage
    package var archive: Usage
    package var coldArchive: Usage
    package var deepColdArchive: Usage

    /// What one storage class holds.
    package struct Usage: Equatable, Sendable {
        /// Bytes that are charged for. OSS charges for 64 KB at least in every class but Standard.
        package var storage: Int64
        /// Bytes that are there.
        package var realStorage: Int64
        package var objectCount: Int64

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
            writer.element("Storage", Self.sum(classes.map(\.storage)))
            writer.element("ObjectCount", Self.sum(classes.map(\.objectCount)))
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
