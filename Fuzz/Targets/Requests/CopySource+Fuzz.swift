import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Headers with a small language of their own: the source of a copy, tags, restores, and numbers.
    static let copySource = FuzzTarget("copy-source") { input in
        let text = String(decoding: input, as: UTF8.self)
        if let source = reading({ try CopySource(header: input) }) {
            let written = CopySource.headerValue(bucket: source.bucket, key: source.key, versionID: source.versionID?.rawValue)
            try BrokenLaw.unless(reading { try CopySource(header: Array(written.utf8)) } == source, "a copy's source is read as it was written")
        }
        if let tags = reading({ try ObjectTags(header: text) }) {
            let written = ObjectTags.headerValue(tags.tags)
            try BrokenLaw.unless(reading { try ObjectTags(header: written) } == tags, "tags are read as they were written")
            try BrokenLaw.unless(reading { try ObjectTags(xml: tags.xml) } == tags, "tags are read as they were written")
        }
        if let version = VersionID(text) { try BrokenLaw.unless(version.rawValue.utf8.elementsEqual(input), "a version's name is what was sent") }
        if let upload = UploadID(text) { try BrokenLaw.unless(upload.rawValue.utf8.elementsEqual(input), "an upload's name is what was sent") }
        if let part = reading({ try PartNumber(text) }) { try BrokenLaw.unless((1...10_000).contains(part.rawValue), "a part's number is one") }
        _ = RestoreInfo(text)
        _ = reading { try AppendPosition(text) }
        _ = reading { try CopyDirective(metadata: text) }
        _ = ETag(received: text)
    }
}
