package import OSSAccess
package import OSSSigning

extension AccessContext {
    /// What is known of a request before it is made: its moment, and what every request to this server says of itself.
    package init(ofRequestAt now: SigningTime) {
        self.init()
        self["acs:CurrentTime"] = [now.rfc3339]
        self["acs:SecureTransport"] = ["false"]
        self["acs:MFAPresent"] = ["false"]
        self["oss:Prefix"] = [""]
        self["oss:Delimiter"] = [""]
    }
}
