//! Which hosts a post may make this machine ask: those of the public internet.
//!
//! A stranger's post could name addresses of the owner's network, or of this machine, which nobody outside reaches. So a
//! name is resolved first, and only public addresses are connected to: what was checked is what is asked, and a redirect
//! is resolved and checked anew.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// The host resolves to private addresses only.
#[derive(Debug)]
pub struct Private;

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host is in a private network")
    }
}

impl std::error::Error for Private {}

/// Resolves names as the system does, and keeps public addresses.
#[derive(Debug, Default)]
pub struct PublicHosts {
    system: DefaultResolver,
}

impl Resolver for PublicHosts {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        // The proxy is the owner's word, not the post's.
        if config.proxy().is_some_and(|proxy| proxy.uri() == uri) {
            return Ok(found);
        }
        let mut public = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| public.push(*address));
        if public.is_empty() { Err(ureq::Error::Other(Box::new(Private))) } else { Ok(public) }
    }
}

/// Whether an address written as a number, or `localhost`, is private. A proxy resolves names itself, so this is all
/// that can be known of them then.
pub fn is_private_by_name(host: &str) -> bool {
    let name = host.trim_start_matches('[').split([']', '%']).next().unwrap_or(host);
    let name = if name.contains("::") { name } else { name.split(':').next().unwrap_or(name) };
    let local = name.trim_end_matches('.');
    local == "localhost" || local.ends_with(".localhost") || name.parse().is_ok_and(|address| !is_public(address))
}

/// Whether an address is one of the public internet: none of the special ranges of RFC 6890 and its successors.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0 // this network (RFC 1122)
        || (a == 100 && (64..128).contains(&b)) // shared by carriers (RFC 6598)
        || (a == 192 && b == 0 && c == 0) // protocol assignments (RFC 6890)
        || (a == 192 && b == 88 && c == 99) // relays to 6to4 (RFC 7526)
        || (a == 198 && (18..20).contains(&b)) // benchmarks (RFC 2544)
        || a >= 240; // reserved (RFC 1112)
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, .., high, low] = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    // Addresses that carry an IPv4 address lead to it: 64:ff9b::/96 (RFC 6052), 2002::/16 (RFC 3056).
    if first == 0x64 && second == 0xff9b {
        return address.segments().iter().skip(2).take(4).all(|part| *part == 0) && embedded(high, low);
    }
    if first == 0x2002 {
        let [_, a, b, ..] = address.segments();
        return embedded(a, b);
    }
    // All public addresses are in 2000::/3 (RFC 4291, 2.4), but for documentation and old experiments.
    let documentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
    let protocols = first == 0x2001 && second < 0x200;
    (first & 0xe000) == 0x2000 && !documentation && !protocols
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        let private = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 0.1.2.3 100.64.0.1 192.0.0.8 \
             198.18.0.1 224.0.0.1 255.255.255.255 250.0.0.1 192.0.2.1 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1 fc00::1 \
             fd12::1 ff02::1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:db8::1 2001::1 ::7f00:1 100::1";
        for address in private.split_whitespace() {
            assert!(!is_public(address.parse().expect(address)), "{address}");
        }
        for address in
            "1.1.1.1 93.184.215.14 172.32.0.1 100.128.0.1 2606:4700::1111 2a00::1 64:ff9b::101:101".split(' ')
        {
            assert!(is_public(address.parse().expect(address)), "{address}");
        }
    }

    #[test]
    fn names_of_this_machine_are_private() {
        for host in ["localhost", "localhost:80", "a.localhost.", "127.0.0.1:8765", "[::1]:80", "[fe80::1%25eth0]"] {
            assert!(is_private_by_name(host), "{host}");
        }
        assert!(!is_private_by_name("example.org:80") && !is_private_by_name("1.1.1.1"));
    }
}
