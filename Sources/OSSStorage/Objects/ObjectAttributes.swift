package import OSSSigning
package import OSSWire

/// What belongs to an object and is neither its bytes nor one of its headers.
package struct ObjectAttributes: Hashable, Sendable {
    package var acl: ObjectACL
    /// Its tags, in the order in which they came.
    package var tags: [ResourceTag]
    /// The key that a symbolic link names.
    package var symlinkTarget: [UInt8]?
    /// When an appendable object was sealed.
    package var sealed: SigningTime?
    /// The last request to restore an archived object.
    package var restoration: Restoration?

    package init(
        acl: ObjectACL = .default, tags: [ResourceTag] = [], symlinkTarget: [UInt8]? = nil, sealed: SigningTime? = nil,
        restoration: Restoration? = nil
    ) {
        self.acl = acl
        self.tags = tags
        self.symlinkTarget = symlinkTarget
        self.sealed = sealed
        self.restoration = restoration
    }

    /// A restoration: it takes until one moment, and the object can be read until another.
    package struct Restoration: Hashable, Sendable {
        /// From when on the object can be read.
        package let ready: SigningTime
        /// Until when.
        package let expiry: SigningTime

        package init(ready: SigningTime, expiry: SigningTime) {
            self.ready = ready
            self.expiry = expiry
        }
    }
}

/// The serialised form, in which catalogues keep attributes: that of ``StoredHeaders``, one field for each attribute that is set.
extension ObjectAttributes {
    /// The serialised form; empty when nothing is set, `nil` when a value is too long.
    package var serialized: [UInt8]? {
        var fields = StoredHeaders()
        if acl != .default { fields.append("acl", Array(acl.rawValue.utf8)) }
        for tag in tags {
            fields.append("tag", Array(tag.key.utf8))
            fields.append("tag-value", Array(tag.value.utf8))
        }
        if let symlinkTarget { fields.append("symlink-target", symlinkTarget) }
        if let sealed { fields.append("sealed", Array(String(sealed.secondsSinceEpoch).utf8)) }
        if let restoration {
            fields.append("restored-from", Array(String(restoration.ready.secondsSinceEpoch).utf8))
            fields.append("restored-until", Array(String(restoration.expiry.secondsSinceEpoch).utf8))
        }
        return fields.serialized
    }

    /// Reads the serialised form, or returns `nil` for bytes that are none.
    package init?(serialized bytes: [UInt8]) {
        self.init()
        guard !bytes.isEmpty else { return }
        guard let fields = StoredHeaders(serialized: bytes) else { return nil }
        var tagKey: String?
        var ready: SigningTime?
        for field in fields.fields {
            let text = String(decoding: field.value, as: UTF8.self)
            let moment = Int64(text).flatMap { SigningTime(secondsSinceEpoch: $0) }
            switch field.name {
            case "acl":
                guard let known = ObjectACL(known: text) else { return nil }
                acl = known
            case "tag": tagKey = text
            case "tag-value": tags.append(ResourceTag(key: tagKey ?? "", value: text))
            case "symlink-target": symlinkTarget = field.value
            case "sealed": sealed = moment
            case "restored-from": ready = moment
            case "restored-until": restoration = ready.flatMap { ready in moment.map { Restoration(ready: ready, expiry: $0) } }
            default: return nil
            }
        }
    }
}
