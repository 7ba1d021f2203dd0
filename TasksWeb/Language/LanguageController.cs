using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Remembers the language and appearance a person has chosen over those the browser asks for.</summary>
[AllowAnonymous]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LanguageController(TimeProvider clock) : Controller
{
    [HttpPost("/language")]
    public IActionResult Choose([FromForm] string? culture, [FromForm] string? returnUrl)
    {
        if (culture is "en" or "ja")
            Remember(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)));
        return Back(returnUrl);
    }

    [HttpPost("/appearance")]
    public IActionResult ChooseAppearance([FromForm] string? appearance, [FromForm] string? returnUrl)
    {
        if (appearance is "light" or "dark")
            Remember(Appearance.CookieName, appearance);
        else
            Response.Cookies.Delete(Appearance.CookieName);
        return Back(returnUrl);
    }

    private void Remember(string name, string value) => Response.Cookies.Append(name, value, new CookieOptions
    {
        Expires = clock.GetUtcNow().AddYears(1),
        HttpOnly = true,
        Secure = Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
    });

    private RedirectResult Back(string? returnUrl) => Redirect(returnUrl == "/" ? "/" : ReturnUrl.Local(returnUrl));
}
