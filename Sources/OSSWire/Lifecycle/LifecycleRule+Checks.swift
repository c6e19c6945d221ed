import OSSSigning

/// What a rule must keep to besides its shape.
extension LifecycleRule {
    func check() throws(OSSError) {
        guard expiration != nil || abortMultipartUpload != nil || noncurrentDays != nil else { throw .malformedXML }
        guard id.utf8.count <= 255 else {
            throw .invalidArgument("ID length should not exceed allowed limit of 255", name: "ID", value: id)
        }
        guard prefix.utf8.count <= 1023 else {
            throw .invalidArgument("The Prefix you specified is longer than a key can be.", name: "Prefix", value: prefix)
        }
        if let expired = expiration?.due, let aborted = abortMultipartUpload, expired.countsDays != aborted.countsDays {
            throw .mixedDatesAndDays(prefix: prefix)
        }
        try checkTags()
        try checkFilter()
    }

    private func checkTags() throws(OSSError) {
        guard tags.count <= 10 else { throw OSSError(status: 400, code: ErrorCode("TooManyTags"), message: "The number of tags must not exceed 10.") }
        for (index, tag) in tags.enumerated() {
            guard (1...128).contains(tag.key.utf8.count), tag.value.utf8.count <= 256 else {
                throw OSSError(status: 400, code: ErrorCode("InvalidTag"), message: "The tag you specified is invalid.")
            }
            guard !tags[..<index].contains(where: { $0.key.utf8.elementsEqual(tag.key.utf8) }) else {
                throw OSSError(status: 400, code: ErrorCode("RepeatedTags"), message: "Tag keys must be unique.")
            }
        }
        if abortMultipartUpload != nil, !tags.isEmpty { throw .invalidRequest("AbortMultipartUpload cannot be specified with Tags.") }
    }

    private func checkFilter() throws(OSSError) {
        guard let filter else { return }
        if let least = filter.objectSizeGreaterThan, let most = filter.objectSizeLessThan, least >= most {
            throw .invalidArgument("ObjectSizeGreaterThan must be less than ObjectSizeLessThan.", name: "ObjectSizeLessThan", value: String(most))
        }
        // An upload has neither size nor tags yet, so a rule that asks for them says nothing about it.
        let isAboutKeys = filter.objectSizeGreaterThan == nil && filter.objectSizeLessThan == nil && filter.exceptions.allSatisfy { $0.tag == nil }
        guard abortMultipartUpload == nil || isAboutKeys else {
            throw .invalidRequest("AbortMultipartUpload cannot be specified with a filter on sizes or tags.")
        }
        for exception in filter.exceptions {
            guard let excepted = exception.prefix else { continue }
            let isWhole = excepted.utf8.elementsEqual(prefix.utf8) && exception.tag == nil
            guard excepted.utf8.starts(with: prefix.utf8), !isWhole else {
                throw .invalidArgument("The Prefix of Not must begin with the rule's Prefix and be longer.", name: "Prefix", value: excepted)
            }
        }
    }
}

extension LifecycleRule.Due {
    fileprivate var countsDays: Bool { if case .days = self { true } else { false } }
}
