/// Resource groups, of which this server has one: each bucket is in it, and none can be moved to another.
package enum ResourceGroup {
    /// The id that is shown for every bucket.
    package static let `default` = "rg-default"
}
