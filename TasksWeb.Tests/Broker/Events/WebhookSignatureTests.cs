using System.Net;
using System.Text;
using TasksWeb.Broker.Events;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>What is signed and where it is sent, without an app.</summary>
public sealed class WebhookSignatureTests
{
    /// <summary>The test vector of the Standard Webhooks libraries.</summary>
    [Fact]
    public void A_signature_is_that_of_Standard_Webhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign(
            [Convert.FromBase64String(Receiver.Secret["whsec_".Length..])], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.2.3.4", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    public void An_address_is_allowed_if_it_is_public(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, new ReceiverNetwork([]).Allows(IPAddress.Parse(address)));

    [Fact]
    public void A_private_network_can_be_allowed()
    {
        var network = new ReceiverNetwork(["10.1.0.0/16"]);

        Assert.True(network.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(network.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(network.Allows(IPAddress.Parse("10.2.2.3")));
    }
}
