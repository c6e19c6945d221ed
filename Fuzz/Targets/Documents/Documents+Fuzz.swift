import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Every document that OSS takes, and every one that it answers with: what one end reads and writes again, it reads as the same.
    static let documents = FuzzTarget("documents") { input in
        let isWritable = reading { try XMLReader.read(input) }.map(FuzzTarget.isWritable) ?? true
        do {
            try checkRequests(input)
            try checkConfigurations(input)
            try checkAnswers(input)
        } catch  where !isWritable {
            // What XML cannot carry is not written as it was read.
        }
        try checkLists(input)
        _ = ReceivedErrorDocument(xml: input)
    }

    private static func checkRequests(_ input: [UInt8]) throws {
        if let request = reading({ try DeleteRequest(xml: input) }) {
            let written = DeleteRequest.xml(
                request.objects.map { ObjectToDelete(key: $0.key, versionID: $0.versionID?.rawValue) }, isQuiet: request.isQuiet)
            let again = try DeleteRequest(xml: written)
            try BrokenLaw.unless(
                again.objects == request.objects && again.isQuiet == request.isQuiet, "a list of deletions is read as it was written")
        }
        try checkLaw(reading { try CompleteMultipartUploadBody(xml: input) }, \.xml) { try CompleteMultipartUploadBody(xml: $0) }
        try checkLaw(reading { try RestoreRequest(xml: input) }, \.xml) { try RestoreRequest(xml: $0) }
        try checkLaw(reading { try CreateBucketConfiguration(xml: input) }, \.xml) { try CreateBucketConfiguration(xml: $0) }
    }

    private static func checkConfigurations(_ input: [UInt8]) throws {
        try checkLaw(reading { try CORSConfiguration(xml: input) }, \.xml) { try CORSConfiguration(xml: $0) }
        try checkLaw(reading { try RefererConfiguration(xml: input) }, \.xml) { try RefererConfiguration(xml: $0) }
        try checkLaw(reading { try VersioningConfiguration(xml: input) }, \.xml) { try VersioningConfiguration(xml: $0) }
        try checkLaw(reading { try PublicAccessBlockConfiguration(xml: input) }, \.xml) { try PublicAccessBlockConfiguration(xml: $0) }
        try checkLaw(reading { try BucketTagging(xml: input) }, \.xml) { try BucketTagging(xml: $0) }
        let tags = reading { try ObjectTags(xml: input) }
        try checkLaw(tags, \.xml) { try ObjectTags(xml: $0) }
        if let tags {
            let header = ObjectTags.headerValue(tags.tags)
            try BrokenLaw.unless(reading { try ObjectTags(header: header) } == tags, "tags are read from a header as they were written")
        }
        let lifecycle = reading { try LifecycleConfiguration(xml: input, makeID: { "generated" }) }
        try checkLaw(lifecycle, \.xml) { try LifecycleConfiguration(xml: $0, makeID: { "generated again" }) }
        if let lifecycle {
            for days in [0, 1, 30, 400, 100_000] {
                guard let then = Fixed.now.advanced(bySeconds: Int64(days) * -86_400) ?? SigningTime(secondsSinceEpoch: 0) else { continue }
                for standing in [LifecycleVersion.Standing.current] {
                    let version = LifecycleVersion(key: Fixed.key.bytes, size: 5, lastModified: then, standing: standing)
                    let action = lifecycle.action(for: version, at: Fixed.now)
                    try BrokenLaw.unless(action == lifecycle.action(for: version, at: Fixed.now), "the same rules, the same action")
                }
                _ = lifecycle.aborts(uploadOf: Fixed.key.bytes, initiated: then, at: Fixed.now)
            }
        }
    }

    private static func checkAnswers(_ input: [UInt8]) throws {
        try checkLaw(reading { try AccessControlPolicy(answer: input) }, \.xml) { try AccessControlPolicy(answer: $0) }
        try checkLaw(reading { try PolicyStatus(answer: input) }, \.xml) { try PolicyStatus(answer: $0) }
        try checkLaw(reading { try CompleteMultipartUploadDocument(answer: input) }, \.xml) { try CompleteMultipartUploadDocument(answer: $0) }
        try checkLaw(reading { try InitiateMultipartUploadDocument(answer: input) }, \.xml) { try InitiateMultipartUploadDocument(answer: $0) }
        try checkLaw(reading { try DeleteResult(answer: input) }, \.xml) { try DeleteResult(answer: $0) }
        _ = reading { try LocationConstraint(answer: input) }
        _ = reading { try BucketInfo(answer: input) }
        _ = reading { try BucketStat(answer: input) }
        _ = reading { try RegionInfoList(answer: input) }
        _ = reading { try ListAllMyBucketsResult(answer: input) }
        _ = reading { try TaggingDocument(answer: input) }
        _ = reading { try LifecycleConfiguration(answer: input) }
        _ = reading { try CORSConfiguration(answer: input) }
        _ = reading { try RefererConfiguration(answer: input) }
    }

    private static func checkLists(_ input: [UInt8]) throws {
        _ = reading { try ListVersionsResult(answer: input) }
        _ = reading { try ListPartsDocument(answer: input) }
        _ = reading { try ListMultipartUploadsDocument(answer: input) }
    }

    /// What is written from a value is read as that value.
    private static func checkLaw<Value: Equatable>(
        _ value: Value?, _ written: (Value) -> [UInt8], _ read: ([UInt8]) throws -> Value
    ) throws {
        guard let value else { return }
        let again: Value
        do { again = try read(written(value)) } catch {
            throw BrokenLaw("what is written can be read, and not: \(Value.self): \(error)")
        }
        try BrokenLaw.unless(again == value, "\(Value.self) is read as it was written")
    }
}
