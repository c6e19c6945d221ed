package import OSSSigning

extension ObjectKey {
    /// A key that came in a document or a header, by the rule of keys in a request's path.
    /// - Throws: InvalidObjectName.
    package init(received bytes: [UInt8]) throws(OSSError) {
        do { try self.init(bytes: bytes) } catch { throw .invalidObjectName(error) }
        guard !beginsWithSeparator else { throw .invalidObjectName() }
    }
}
