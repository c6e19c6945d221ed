import OSSSigning
import OSSWire

extension Waybill {
    /// Checks that the document fits together.
    /// - Throws: ``ClientError`` with the code `invalidWaybill`.
    func validate() throws {
        if let check, check != (try checksum()) {
            throw Self.invalid("it was changed after it was written (its check does not fit); ask for a new one")
        }
        guard (try? BucketName(target.bucket)) != nil, (try? ObjectKey(target.key)) != nil else { throw Self.invalid("its target is no object") }
        guard !uploadID.isEmpty, uploadID.utf8.count <= 256 else { throw Self.invalid("upload_id is empty or too long") }
        guard (PartPlan.minimumPartSize...PartPlan.maximumPartSize).contains(partSize) else { throw Self.invalid("part_size is not 100 KB to 5 GB") }
        guard (0...PartPlan.maximumSize).contains(maximumSize), (0...maximumSize).contains(size ?? 0) else {
            throw Self.invalid("its sizes make no sense")
        }
        guard SigningTime(rfc3339: expiration) != nil else { throw Self.invalid("expiration is not a moment in RFC 3339") }
        let plan = try plan(for: size ?? maximumSize)
        try validateParts(plan)
        guard !list.isEmpty, list.count <= 10 else { throw Self.invalid("list has no URL, or more than ten") }
        for action in list { try action.validate("GET", "list") }
        try complete.validate("POST", "complete")
        try head?.validate("HEAD", "head")
        try abort?.validate("DELETE", "abort")
        if let refresh { try Self.validate(url: refresh.url, "refresh.url", mustBeSigned: false) }
    }

    private func validateParts(_ plan: PartPlan) throws {
        var last = 0
        for part in parts {
            guard part.number > last, part.number <= plan.count else { throw Self.invalid("its parts are not in order, or too many for its size") }
            last = part.number
            if let size = part.size, size != Int64(plan.range(of: part.number).count) {
                throw Self.invalid("part \(part.number) has another size than part_size says")
            }
            try Self.validate(url: part.url, "the URL of part \(part.number)")
        }
    }

    /// How a file of a size is cut.
    func plan(for size: Int64) throws -> PartPlan {
        do { return try PartPlan(size: size, partSize: partSize) } catch { throw Self.invalid("its size does not fit 10,000 parts of part_size") }
    }

    fileprivate static func validate(url: String, _ name: String, mustBeSigned: Bool = true) throws {
        guard let target = try? PresignedTarget(url), target.isSigned || !mustBeSigned else {
            throw invalid("\(name) is \(mustBeSigned ? "not a presigned URL" : "not a URL")")
        }
    }
}

extension Waybill.Action {
    fileprivate func validate(_ expected: String, _ name: String) throws {
        guard method == expected else { throw Waybill.invalid("the method of \(name) is not \(expected)") }
        try Waybill.validate(url: url, "the URL of \(name)")
    }
}
