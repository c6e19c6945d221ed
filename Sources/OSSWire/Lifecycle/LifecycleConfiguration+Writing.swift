import OSSSigning

extension LifecycleConfiguration {
    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("LifecycleConfiguration") { writer in
            for rule in rules { rule.write(to: &writer) }
        }
        return writer.bytes
    }
}

extension LifecycleRule {
    fileprivate func write(to writer: inout XMLWriter) {
        writer.element("Rule") { writer in
            if !id.isEmpty { writer.element("ID", id) }
            writer.element("Prefix", prefix)
            writer.element("Status", isEnabled ? "Enabled" : "Disabled")
            if let expiration {
                writer.element("Expiration") { writer in
                    expiration.due?.write(to: &writer)
                    if let value = expiration.expiredObjectDeleteMarker { writer.element("ExpiredObjectDeleteMarker", value) }
                }
            }
            if let abortMultipartUpload { writer.element("AbortMultipartUpload") { abortMultipartUpload.write(to: &$0) } }
            for tag in tags { tag.write(to: &writer) }
            if let noncurrentDays { writer.element("NoncurrentVersionExpiration") { $0.element("NoncurrentDays", String(noncurrentDays)) } }
            filter?.write(to: &writer)
        }
    }
}

extension LifecycleRule.Due {
    fileprivate func write(to writer: inout XMLWriter) {
        switch self {
        case .days(let days): writer.element("Days", String(days))
        case .date(let date): writer.element("Date", date.iso8601Milliseconds)
        case .createdBefore(let date): writer.element("CreatedBeforeDate", date.iso8601Milliseconds)
        }
    }
}

extension LifecycleRule.Filter {
    fileprivate func write(to writer: inout XMLWriter) {
        writer.element("Filter") { writer in
            if let objectSizeGreaterThan { writer.element("ObjectSizeGreaterThan", String(objectSizeGreaterThan)) }
            if let objectSizeLessThan { writer.element("ObjectSizeLessThan", String(objectSizeLessThan)) }
            for exception in exceptions {
                writer.element("Not") { writer in
                    if let prefix = exception.prefix { writer.element("Prefix", prefix) }
                    exception.tag?.write(to: &writer)
                }
            }
        }
    }
}
