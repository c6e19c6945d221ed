import OSSSigning

extension LifecycleConfiguration {
    /// Reads an answer. What this library has no name for, transitions to other classes for one, is left out: to change the rules of such a
    /// bucket, change the document itself.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "LifecycleConfiguration")
        self.init(rules: root.all("Rule").map { LifecycleRule(answer: $0) })
    }
}

extension LifecycleRule {
    fileprivate init(answer element: XMLElement) {
        self.init(
            id: element.text(of: "ID") ?? "", prefix: element.text(of: "Prefix") ?? "", isEnabled: element.text(of: "Status") == "Enabled")
        if let child = element["Expiration"] {
            expiration = Expiration(
                due: Due(answer: child),
                expiredObjectDeleteMarker: child["ExpiredObjectDeleteMarker"] == nil ? nil : child.isTrue("ExpiredObjectDeleteMarker"))
        }
        abortMultipartUpload = element["AbortMultipartUpload"].flatMap { Due(answer: $0) }
        noncurrentDays = element["NoncurrentVersionExpiration"]?.number(of: "NoncurrentDays")
        tags = element.all("Tag").map { ResourceTag(answer: $0) }
        filter = element["Filter"].map { child in
            Filter(
                objectSizeGreaterThan: child.number(of: "ObjectSizeGreaterThan"), objectSizeLessThan: child.number(of: "ObjectSizeLessThan"),
                exceptions: child.all("Not").map { Exception(prefix: $0.text(of: "Prefix"), tag: $0["Tag"].map { ResourceTag(answer: $0) }) })
        }
    }
}

extension LifecycleRule.Due {
    fileprivate init?(answer element: XMLElement) {
        if let days = element.number(of: "Days", as: Int.self) {
            self = .days(days)
        } else if let date = element.time(of: "Date") {
            self = .date(date)
        } else if let date = element.time(of: "CreatedBeforeDate") {
            self = .createdBefore(date)
        } else {
            return nil
        }
    }
}
