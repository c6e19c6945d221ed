import OSSSigning

extension LifecycleRule {
    /// Reads a `Rule` element.
    /// - Parameter makeID: Gives the id of a rule that has none.
    /// - Throws: MalformedXML, InvalidArgument, InvalidRequest; NotImplemented for what is not emulated.
    init(_ element: XMLElement, makeID: () -> String) throws(OSSError) {
        for name in ["Transition", "NoncurrentVersionTransition", "AtimeBase"] where element[name] != nil {
            throw .notImplemented(operation: "PutBucketLifecycle with \(name)")
        }
        try element.checkContent(
            once: ["ID", "Prefix", "Status", "Expiration", "AbortMultipartUpload", "NoncurrentVersionExpiration", "Filter"], often: ["Tag"])
        let givenID = try element.leaf("ID") ?? ""
        id = givenID.isEmpty ? makeID() : givenID
        prefix = try element.leaf("Prefix") ?? ""
        switch try element.leaf("Status") {
        case "Enabled": isEnabled = true
        case "Disabled": isEnabled = false
        default: throw .malformedXML
        }
        expiration = if let child = element["Expiration"] { try Expiration(child, prefix: prefix) } else { nil }
        abortMultipartUpload = if let child = element["AbortMultipartUpload"] { try Self.abortion(child, prefix: prefix) } else { nil }
        noncurrentDays = if let child = element["NoncurrentVersionExpiration"] { try Self.noncurrentDays(child) } else { nil }
        var tags: [ResourceTag] = []
        for child in element.all("Tag") { tags.append(try ResourceTag(child)) }
        self.tags = tags
        filter = if let child = element["Filter"] { try Filter(child) } else { nil }
        try check()
    }

    private static func abortion(_ element: XMLElement, prefix: String) throws(OSSError) -> Due {
        try element.checkContent(once: ["Days", "CreatedBeforeDate"])
        guard let due = try Due(element, prefix: prefix) else { throw .malformedXML }
        return due
    }

    private static func noncurrentDays(_ element: XMLElement) throws(OSSError) -> Int {
        try element.checkContent(once: ["NoncurrentDays"])
        guard let days = try element.integer("NoncurrentDays", in: Due.dayRange) else { throw .malformedXML }
        return days
    }
}

extension LifecycleRule.Expiration {
    fileprivate init(_ element: XMLElement, prefix: String) throws(OSSError) {
        try element.checkContent(once: ["Days", "Date", "CreatedBeforeDate", "ExpiredObjectDeleteMarker"])
        due = try LifecycleRule.Due(element, prefix: prefix)
        expiredObjectDeleteMarker = try element.boolean("ExpiredObjectDeleteMarker")
        // A rule is about objects or about delete markers: one of the two, and not both.
        guard (due == nil) == (expiredObjectDeleteMarker == true) else { throw .malformedXML }
    }
}

extension LifecycleRule.Due {
    /// The days that can be asked for.
    fileprivate static let dayRange = 1...Int(Int32.max)

    /// Reads the days or the date in an action, `nil` when there is neither.
    fileprivate init?(_ element: XMLElement, prefix: String) throws(OSSError) {
        let days = try element.integer("Days", in: Self.dayRange)
        let date = try Self.midnight("Date", in: element)
        let createdBefore = try Self.midnight("CreatedBeforeDate", in: element)
        switch (days, date, createdBefore) {
        case (nil, nil, nil): return nil
        case (let days?, nil, nil): self = .days(days)
        case (nil, let date?, nil): self = .date(date)
        case (nil, nil, let date?): self = .createdBefore(date)
        case (nil, _?, _?): throw .malformedXML
        default: throw .mixedDatesAndDays(prefix: prefix)
        }
    }

    private static func midnight(_ name: String, in element: XMLElement) throws(OSSError) -> SigningTime? {
        guard let text = try element.leaf(name) else { return nil }
        guard let time = SigningTime(rfc3339: text) else { throw .malformedXML }
        guard time.secondsSinceEpoch.isMultiple(of: SigningTime.secondsPerDay) else {
            throw .invalidArgument("'\(name)' must be at midnight GMT", name: name, value: text)
        }
        return time
    }
}

extension LifecycleRule.Filter {
    fileprivate init(_ element: XMLElement) throws(OSSError) {
        try element.checkContent(once: ["ObjectSizeGreaterThan", "ObjectSizeLessThan"], often: ["Not"])
        let sizes = 0...999_999_999_999_999_999
        objectSizeGreaterThan = try element.integer("ObjectSizeGreaterThan", in: sizes).map { Int64($0) }
        objectSizeLessThan = try element.integer("ObjectSizeLessThan", in: sizes).map { Int64($0) }
        var exceptions: [LifecycleRule.Exception] = []
        for child in element.all("Not") {
            try child.checkContent(once: ["Prefix", "Tag"])
            let tag: ResourceTag? = if let tag = child["Tag"] { try ResourceTag(tag) } else { nil }
            let exception = LifecycleRule.Exception(prefix: try child.leaf("Prefix"), tag: tag)
            guard exception.prefix != nil || tag != nil else { throw .malformedXML }
            exceptions.append(exception)
        }
        self.exceptions = exceptions
    }
}
